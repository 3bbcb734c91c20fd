#include "judge/workloads.hpp"

#include <doctest/doctest.h>

using gilkit::judge::workload_scale_after;

TEST_CASE("Work that takes about a second is left as it is, less is made about a second") {
    CHECK(workload_scale_after(2.0) == 1);
    CHECK(workload_scale_after(0.9) == 1);
    CHECK(workload_scale_after(0.5) == doctest::Approx(2));
    CHECK(workload_scale_after(0.25) == doctest::Approx(4));
    // A reference that does nothing is not asked for a million times as much.
    CHECK(workload_scale_after(0) == 50);
}
