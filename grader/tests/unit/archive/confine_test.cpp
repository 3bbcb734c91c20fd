#include "../../../archive/confine.hpp"

#include "os/fd.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string>

using namespace gilkit;

namespace {

// What is wrong, if anything; it can't be told with anything but a write() afterwards.
std::string what_is_not_refused() {
    std::array<int, 2> before{};
    if (::pipe(before.data()) != 0 || ::write(before[1], "x", 1) != 1) {
        return "there is no pipe";
    }
    if (!archive::confine()) {
        return "it could not be confined";
    }
    const auto refused = [](long result) { return result == -1 && errno == EPERM; };
    std::string wrong;
    wrong += refused(::open("/etc/passwd", O_RDONLY)) ? "" : "open ";
    wrong += refused(::access("/etc/passwd", R_OK)) ? "" : "access ";
    wrong += refused(::socket(AF_INET, SOCK_STREAM, 0)) ? "" : "socket ";
    wrong += refused(::fork()) ? "" : "fork ";
    wrong += refused(::kill(::getppid(), 0)) ? "" : "kill ";
    wrong += refused(::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0)) ? "" : "prctl ";
    wrong += refused(::unlink("/no/such/file")) ? "" : "unlink ";
    constexpr std::size_t page = 4096;
    const auto map = [](int protection) {
        return ::mmap(nullptr, page, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    };
    wrong += map(PROT_READ | PROT_WRITE | PROT_EXEC) == MAP_FAILED ? "" : "code ";
    void* const memory = map(PROT_READ | PROT_WRITE);
    wrong += memory != MAP_FAILED ? "" : "no-memory ";
    wrong += refused(::mprotect(memory, page, PROT_READ | PROT_EXEC)) ? "" : "code-later ";
    char byte = 0;
    wrong += ::read(before[0], &byte, 1) == 1 && byte == 'x' ? "" : "no-reading ";
    return wrong;
}

} // namespace

TEST_CASE("who is confined has what is open, memory, and nothing else") {
    auto pipe = os::make_pipe();
    REQUIRE(pipe);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        const std::string told = "found: " + what_is_not_refused();
        // Before _exit() the address sanitizer asks for more than it may have by now.
        ::syscall(SYS_exit_group, ::write(pipe->write_end.get(), told.data(), told.size()) < 0 ? 1 : 0);
    }
    pipe->write_end.reset();
    std::array<char, 256> told{};
    CHECK(::read(pipe->read_end.get(), told.data(), told.size() - 1) > 0);
    int status = -1;
    CHECK(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    CHECK(std::string(told.data()) == "found: ");
}
