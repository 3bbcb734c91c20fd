#include "gil/memory.hpp"

#include "gil/image.hpp"
#include "os/helpers.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <vector>

using namespace gilkit;
using namespace gilkit::gil;
using namespace gilkit::os::test;

namespace {

std::uint64_t address_of(const void* pointer) {
    return reinterpret_cast<std::uint64_t>(pointer); // NOLINT: an address is what is wanted
}

// From here on process_vm_readv(2) fails with this error, as under the filter of some containers.
bool refuse_process_vm_readv(int error) {
    std::array<sock_filter, 4> program{
        sock_filter{BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, nr)},
        sock_filter{BPF_JMP | BPF_JEQ | BPF_K, 0, 1, SYS_process_vm_readv},
        sock_filter{BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | static_cast<unsigned>(error)},
        sock_filter{BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW},
    };
    const sock_fprog filter{program.size(), program.data()};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

} // namespace

TEST_CASE("The memory of a process is read as it is") {
    const std::uint64_t value = 0x0123456789abcdef;
    const RemoteMemory own(::getpid());
    CHECK(own.read<std::uint64_t>(address_of(&value)) == value);
    CHECK(own.read<std::uint16_t>(address_of(&value)) == 0xcdef);
    // Many pages in one go.
    const std::vector<std::uint32_t> many(100'000, 7);
    std::vector<std::uint32_t> copy(many.size());
    CHECK(own.read(address_of(many.data()), std::as_writable_bytes(std::span(copy))));
    CHECK(copy == many);
}

TEST_CASE("Where nothing is mapped nothing is read, and neither is what reaches into a hole") {
    const RemoteMemory own(::getpid());
    for (const std::uint64_t address : {0ULL, 8ULL, ~0ULL - 8, 1ULL << 63U}) {
        CAPTURE(address);
        const auto value = own.read<std::uint64_t>(address);
        REQUIRE_FALSE(value);
        CHECK(value.error().fault == MemoryFault::unmapped);
    }
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    void* const pages = ::mmap(nullptr, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(pages != MAP_FAILED);
    REQUIRE(::munmap(static_cast<char*>(pages) + page, page) == 0);
    std::vector<std::byte> bytes(2 * page);
    const auto both = own.read(address_of(pages), bytes);
    REQUIRE_FALSE(both);
    CHECK(both.error().fault == MemoryFault::unmapped);
    CHECK(both.error().address == address_of(pages) + page);
    CHECK(own.read(address_of(pages), std::span(bytes).first(page)));
    ::munmap(pages, page);
}

TEST_CASE("Where process_vm_readv is refused or missing, the memory is read from /proc") {
    for (const int error : {EPERM, ENOSYS}) {
        CAPTURE(error);
        CHECK(in_a_fork([&] {
            const int here = 4711;
            os::SpawnOptions sleeper; // no shell, which would become another program under our eyes
            sleeper.argv = {"/bin/sleep", "60"};
            auto child = os::Child::spawn(sleeper);
            if (!child || !refuse_process_vm_readv(error)) {
                return false;
            }
            const RemoteMemory own(::getpid());
            const RemoteMemory other(child->pid());
            const auto nothing = own.read<int>(8);
            const auto maps = parse_maps(get_file(fmt::format("/proc/{}/maps", child->pid())));
            const auto elf = other.read<std::uint32_t>(maps.front().begin);
            (void)child->signal(SIGKILL);
            child->wait();
            const auto gone = other.read<int>(maps.front().begin);
            return own.read<int>(address_of(&here)) == here && !nothing &&
                   nothing.error().fault == MemoryFault::unmapped && elf == 0x464c457fU && !gone &&
                   gone.error().fault == MemoryFault::gone;
        }));
    }
}

TEST_CASE("A process that has ended is gone, dead or waited for") {
    auto child = os::Child::spawn(shell("exit 0"));
    REQUIRE(child);
    const RemoteMemory memory(child->pid());
    const int here = 1;
    CHECK(wait_until([&] {
        const auto read = memory.read<int>(address_of(&here));
        return !read && read.error().fault == MemoryFault::gone;
    }));
    child->wait();
    const auto read = memory.read<int>(address_of(&here));
    REQUIRE_FALSE(read);
    CHECK(read.error().fault == MemoryFault::gone);
}

TEST_CASE("Another user's process is not for us to read") {
    if (::geteuid() != 0) {
        MESSAGE("skipped: only root can become somebody else");
        return;
    }
    const int here = 1;
    const pid_t root_process = ::getpid();
    CHECK(in_a_fork_as_nobody([&] {
        const auto read = RemoteMemory(root_process).read<int>(address_of(&here));
        return !read && read.error().fault == MemoryFault::denied;
    }));
}

TEST_CASE("Each fault has its own words") {
    CHECK(MemoryError{MemoryFault::gone, 0}.to_string() == "the process has ended");
    CHECK(MemoryError{MemoryFault::unmapped, 0x1000}.to_string() == "nothing is mapped at 0x1000");
    CHECK(MemoryError{MemoryFault::denied, 0}.to_string().find("may not read") != std::string::npos);
    CHECK(MemoryError{MemoryFault::unavailable, 0}.to_string().find("process_vm_readv") != std::string::npos);
}
