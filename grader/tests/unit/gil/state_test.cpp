#include "gil/state.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <sys/syscall.h>

#include <set>
#include <string>

using namespace gilkit::gil;

namespace {

const GilLayout layout = known_layout({3, 12, 0})->gil;
constexpr std::uint64_t gil_address = 0x7f0000001000;

Place place(long number, std::uint64_t first = 0, std::uint64_t second = 0) {
    const auto call =
        parse_call(fmt::format("{} {:#x} {:#x} 0x0 0x0 0x0 0x0 0x7ffe 0x7f00\n", number, first, second));
    REQUIRE(call);
    return place_of(*call, gil_address, layout);
}

} // namespace

TEST_CASE("Every state has a name of its own") {
    std::set<std::string_view> names;
    for (const State state : all_states) {
        names.insert(name_of(state));
    }
    CHECK(names.size() == all_states.size());
    CHECK_FALSE(names.contains(""));
}

TEST_CASE("What the kernel says of a thread is read") {
    CHECK(parse_call("running\n")->running);
    const auto futex = parse_call("202 0x55d0 0x189 0x0 0x7f00 0x0 0xffffffff 0x7ffd 0x7f12\n");
    REQUIRE(futex);
    CHECK_FALSE(futex->running);
    CHECK(futex->number == 202);
    CHECK(futex->arguments[0] == 0x55d0);
    CHECK(futex->arguments[1] == 0x189);
    // Asleep, and in no call.
    const auto fault = parse_call("-1 0x7ffd 0x7f12\n");
    REQUIRE(fault);
    CHECK(fault->number == -1);
    CHECK(place_of(*fault, gil_address, layout) == Place::running);
}

TEST_CASE("What the kernel would not say is nothing") {
    for (const char* const text :
         {"", "\n", "x", "202", "202 0x1", "202 1 2 3", "202 0xzz 0x1", "1e5 0x1 0x1"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_call(text));
    }
}

TEST_CASE("Who sleeps inside the GIL's structure waits for it, who sleeps in another futex for a lock") {
    CHECK(place(SYS_futex, gil_address + layout.wait_begin) == Place::gil);
    CHECK(place(SYS_futex, gil_address + layout.yield_begin) == Place::gil);
    CHECK(place(SYS_futex, gil_address + layout.end - 4) == Place::gil);
    CHECK(place(SYS_futex, gil_address + layout.end) == Place::lock);
    CHECK(place(SYS_futex, gil_address + layout.wait_begin - 4) == Place::lock);
    CHECK(place(SYS_futex, 0) == Place::lock);
    // Where no GIL is known nobody waits for it.
    const auto call = parse_call(fmt::format("{} 0x28 0x0", SYS_futex));
    CHECK(place_of(*call, 0, layout) == Place::lock);
}

TEST_CASE("To wait for nothing but time is to sleep, to wait for descriptors is not") {
    CHECK(place(SYS_clock_nanosleep) == Place::sleep);
    CHECK(place(SYS_nanosleep) == Place::sleep);
    CHECK(place(SYS_pselect6, 0) == Place::sleep);
    CHECK(place(SYS_pselect6, 5) == Place::io);
    CHECK(place(SYS_ppoll, 0x7000, 0) == Place::sleep);
    CHECK(place(SYS_ppoll, 0x7000, 2) == Place::io);
    CHECK(place(SYS_read, 3) == Place::io);
    CHECK(place(SYS_wait4) == Place::io);
    CHECK(place(SYS_restart_syscall) == Place::resumed);
}
