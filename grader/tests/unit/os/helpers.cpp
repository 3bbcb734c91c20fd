#include "os/helpers.hpp"

#include "os/clock.hpp"

#include <grp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace gilkit::os::test {

namespace {

TempDir make_folder() {
    auto folder = TempDir::create("gilkit-test-");
    if (!folder) {
        throw std::runtime_error(folder.error().to_string());
    }
    return *std::move(folder);
}

constexpr std::int64_t long_ns = 60 * ns_per_s;

} // namespace

Scratch::Scratch() : folder_(make_folder()) {}

Variable::Variable(const char* name, const std::string& value) : name_(name) {
    if (const char* before = std::getenv(name)) {
        before_ = before;
        was_set_ = true;
    }
    ::setenv(name, value.c_str(), 1);
}

Variable::~Variable() {
    if (was_set_) {
        ::setenv(name_, before_.c_str(), 1);
    } else {
        ::unsetenv(name_);
    }
}

void put_file(const std::filesystem::path& path, std::string_view text) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary);
    file << text;
    if (!file.flush()) {
        throw std::runtime_error("can't write " + path.string());
    }
}

std::string get_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string read_line(int fd) {
    std::string line;
    char c = 0;
    while (::read(fd, &c, 1) == 1 && c != '\n') {
        line += c;
    }
    return line;
}

bool wait_until(const std::function<bool()>& condition) {
    const std::int64_t give_up_ns = far_deadline();
    while (!condition()) {
        if (monotonic_ns() > give_up_ns) {
            return false;
        }
        const timespec pause{0, ns_per_ms};
        ::nanosleep(&pause, nullptr);
    }
    return true;
}

bool is_gone(pid_t pid) {
    return ::kill(pid, 0) < 0 && errno == ESRCH;
}

std::int64_t far_deadline() {
    return monotonic_ns() + long_ns;
}

SpawnOptions shell(std::string script) {
    SpawnOptions options;
    options.argv = {"/bin/sh", "-c", std::move(script)};
    options.environment = {"PATH=/usr/bin:/bin"};
    return options;
}

bool in_a_fork(const std::function<bool()>& body) {
    const pid_t pid = ::fork();
    if (pid == 0) {
        // _exit: the copy must not write the test's report a second time.
        ::_exit(body() ? 0 : 1);
    }
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool in_a_fork_as_nobody(const std::function<bool()>& body) {
    constexpr uid_t nobody = 65534;
    return in_a_fork([&] {
        if (::geteuid() == 0 &&
            (::setgroups(0, nullptr) < 0 || ::setgid(nobody) < 0 || ::setuid(nobody) < 0)) {
            return false;
        }
        return body();
    });
}

} // namespace gilkit::os::test
