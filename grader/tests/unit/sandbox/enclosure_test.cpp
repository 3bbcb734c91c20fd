#include "os/clock.hpp"
#include "os/procfs.hpp"
#include "sandbox/a_box.hpp"
#include "sandbox/enclosure/filter.hpp"
#include "sandbox/enclosure/tier.hpp"
#include "sandbox/memory_watch.hpp"

#include <doctest/doctest.h>

#include <linux/filter.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>

using namespace gilkit;
using namespace gilkit::sandbox;
using namespace gilkit::sandbox::test;

TEST_CASE("Tiers have names, the best one first") {
    for (const char* const name : {"A", "B", "C", "D"}) {
        const auto tier = tier_from_string(name);
        REQUIRE(tier);
        CHECK(to_string(*tier) == name);
    }
    CHECK(Tier::A < Tier::B);
    CHECK_FALSE(tier_from_string("E"));
    CHECK_FALSE(tier_from_string(""));
}

TEST_CASE("Without bubblewrap, without init, and where no more is asked for, the tier says why") {
    const Enclosure best = probe_enclosure(GILKIT_INIT, {});
    CHECK((best.tier == Tier::A) == best.why_not_better.empty());
    CHECK((best.tier == Tier::A) == best.groups.has_value());
    const Enclosure asked = probe_enclosure(GILKIT_INIT, {}, Tier::D);
    CHECK(asked.tier == Tier::D);
    CHECK_FALSE(asked.why_not_better.empty());
    if (best.tier <= Tier::B) {
        const Enclosure no_init = probe_enclosure("/nowhere/gilkit-init", {});
        CHECK(no_init.tier == Tier::D);
        CHECK(no_init.why_not_better.find("/nowhere/gilkit-init") != std::string::npos);
        const Enclosure other_program = probe_enclosure("/bin/true", {});
        CHECK(other_program.tier == Tier::D);
    }
}

TEST_CASE("The filter is a program that the kernel would take") {
    for (const Network network : {Network::loopback, Network::none}) {
        const auto program = filter_program(network);
        REQUIRE(program);
        CHECK(program->size() % sizeof(sock_filter) == 0);
        CHECK(program->size() / sizeof(sock_filter) > 50);
        CHECK(program->size() / sizeof(sock_filter) <= BPF_MAXINSNS);
    }
    CHECK(*filter_program(Network::loopback) != *filter_program(Network::none));
}

TEST_CASE("Memory is counted over all processes, and what they share once") {
    constexpr std::size_t size = 64U << 20U;
    void* const block = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(block != MAP_FAILED);
    std::memset(block, 1, size);
    // A forked child has the same pages.
    const pid_t child = ::fork();
    if (child == 0) {
        ::pause();
        ::_exit(0);
    }
    const std::vector<pid_t> both{::getpid(), child};
    const std::uint64_t used =
        os::proportional_bytes(::getpid()).value_or(0) + os::proportional_bytes(child).value_or(0);
    CHECK(used >= size);
    CHECK(used < os::resident_bytes(::getpid()).value_or(0) + os::resident_bytes(child).value_or(0));
    CHECK_FALSE(MemoryWatch(used + (16U << 20U)).crossed(os::monotonic_ns(), both));
    CHECK(MemoryWatch(used - (16U << 20U)).crossed(os::monotonic_ns(), both));
    // Not with every tick.
    MemoryWatch watch(1);
    CHECK(watch.is_due(0));
    CHECK(watch.crossed(0, both));
    CHECK_FALSE(watch.is_due(os::ns_per_ms));
    CHECK(watch.is_due(os::ns_per_s));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::munmap(block, size);
    CHECK_FALSE(os::resident_bytes(child));
    CHECK_FALSE(os::proportional_bytes(child));
}
