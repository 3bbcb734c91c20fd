#include "observe/wall_shares.hpp"

#include <doctest/doctest.h>

#include <vector>

using gilkit::measure::Window;
using gilkit::observe::wall_shares;
using Windows = std::vector<Window>;

TEST_CASE("No time has no shares") {
    CHECK(wall_shares({}).asleep == 0);
    CHECK(wall_shares(Windows{{0, 0, 0}}).asleep == 0);
    CHECK(wall_shares(Windows{{0, 1, 1}}).on_core == 0);
}

TEST_CASE("Work, queueing and sleep share the wall time") {
    const auto shares = wall_shares(Windows{{0.5, 0.5, 0}, {0.25, 0, 0.25}, {0.25, 0, 0}});
    CHECK(shares.on_core == doctest::Approx(0.5));
    CHECK(shares.queued == doctest::Approx(0.25));
    CHECK(shares.asleep == doctest::Approx(0.25));
    const auto within = wall_shares(Windows{{1, 0.3, 0.2}});
    CHECK(within.on_core == doctest::Approx(0.3));
    CHECK(within.asleep == doctest::Approx(0.5));
}

TEST_CASE("Moments with more threads than cores count by how many had one") {
    const auto shares = wall_shares(Windows{{1, 1, 3}, {1, 4, 0}});
    CHECK(shares.on_core == doctest::Approx((0.25 + 1) / 2));
    CHECK(shares.queued == doctest::Approx(0.75 / 2));
    CHECK(shares.asleep == doctest::Approx(0));
}
