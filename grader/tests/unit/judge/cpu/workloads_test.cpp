#include "judge/cpu/workloads.hpp"

#include <doctest/doctest.h>

using namespace gilkit::judge;

TEST_CASE("Work that takes about as long as wanted is left as it is, less is made as much") {
    CHECK(workload_scale_after(2.0, 1.0) == 1);
    CHECK(workload_scale_after(0.9, 1.0) == 1);
    CHECK(workload_scale_after(0.5, 1.0) == doctest::Approx(2));
    CHECK(workload_scale_after(0.25, 1.0) == doctest::Approx(4));
    CHECK(workload_scale_after(1.0, 3.0) == doctest::Approx(3));
    // A reference that does nothing is not asked for a million times as much.
    CHECK(workload_scale_after(0, 1.0) == 50);
}

TEST_CASE("Plenty of work is much more than starting interpreters costs, within reason") {
    CHECK(wanted_work_s(Work::usual, 0.1) == 1.0);
    CHECK(wanted_work_s(Work::plenty, 0.08) == doctest::Approx(3.2));
    CHECK(wanted_work_s(Work::plenty, 0.01) == 2.0);
    CHECK(wanted_work_s(Work::plenty, 1.0) == 6.0);
}
