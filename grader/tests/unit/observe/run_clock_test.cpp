#include "observe/run_clock.hpp"

#include <doctest/doctest.h>

using gilkit::observe::RunClock;
using gilkit::os::ns_per_s;

TEST_CASE("The clock of a run stands still in every pause") {
    RunClock clock(10 * ns_per_s);
    CHECK(clock.wall_s(12 * ns_per_s) == doctest::Approx(2));
    CHECK(clock.stopped_s(12 * ns_per_s) == 0);
    clock.pause(12 * ns_per_s);
    CHECK(clock.paused());
    CHECK(clock.at(20 * ns_per_s) == 12 * ns_per_s);
    CHECK(clock.stopped_s(20 * ns_per_s) == doctest::Approx(8));
    clock.resume(20 * ns_per_s);
    CHECK_FALSE(clock.paused());
    CHECK(clock.at(21 * ns_per_s) == 13 * ns_per_s);
    clock.pause(22 * ns_per_s);
    clock.resume(23 * ns_per_s);
    CHECK(clock.wall_s(24 * ns_per_s) == doctest::Approx(5));
    CHECK(clock.stopped_s(24 * ns_per_s) == doctest::Approx(9));
}
