#include "measure/calibration.hpp"

#include "os/cores.hpp"
#include "os/helpers.hpp"
#include "os/signals.hpp"

#include <doctest/doctest.h>

#include <sched.h>

#include <csignal>

using namespace gilkit::measure;
namespace os = gilkit::os;

namespace {

// The first two CPUs that we may use; the same one twice where there is only one.
std::array<int, 2> two_cpus() {
    const auto cpus = os::allowed_cpus();
    return {cpus.front(), cpus[cpus.size() > 1 ? 1 : 0]};
}

} // namespace

TEST_CASE("Cores that don't disturb each other deliver twice as much") {
    const auto spread = throughput_of({{{0.02, 0.03}, {0.02, 0.03}}});
    REQUIRE(spread);
    CHECK(spread->median == doctest::Approx(2.0));
    CHECK(spread->low == doctest::Approx(2.0));
    CHECK(spread->high == doctest::Approx(2.0));
}

TEST_CASE("Cores that halve each other deliver as much as one") {
    CHECK(throughput_of({{{0.02, 0.02}, {0.04, 0.04}}})->median == doctest::Approx(1.0));
    CHECK(throughput_of({{{0.02, 0.02}, {0.04, 0.02}}})->median == doctest::Approx(1.5));
}

TEST_CASE("A neighbour that slows some of the lonely runs down does not hide what two cores cost") {
    const auto spread = throughput_of({
        {{0.04, 0.04}, {0.04, 0.04}}, // the neighbour was there
        {{0.02, 0.02}, {0.04, 0.04}},
        {{0.04, 0.02}, {0.05, 0.05}},
    });
    REQUIRE(spread);
    CHECK(spread->median == doctest::Approx(1.0));
    CHECK(spread->low == doctest::Approx(0.8));
    CHECK(spread->high == doctest::Approx(1.0));
}

TEST_CASE("Without times there is no throughput") {
    CHECK_FALSE(throughput_of({}));
    CHECK_FALSE(throughput_of({{{0.0, 0.02}, {0.02, 0.02}}}));
    CHECK_FALSE(throughput_of({{{0.02, 0.02}, {0.02, 0.02}}, {{0.02, 0.02}, {-1.0, 0.02}}}));
}

TEST_CASE("Two cores of this machine are measured, and our affinity stays as it was") {
    const auto before = os::allowed_cpus();
    const auto calibration = calibrate(two_cpus());
    REQUIRE(calibration);
    CHECK(os::allowed_cpus() == before);
    CHECK(calibration->cpus == two_cpus());
    CHECK(calibration->rounds >= 3);
    for (const Spread& spread : {calibration->throughput, calibration->throughput_wall}) {
        CHECK(spread.low > 0);
        CHECK(spread.low <= spread.median);
        CHECK(spread.median <= spread.high);
    }
    CHECK(calibration->disturbed.value_or(0) >= 0);
    CHECK(calibration->disturbed.value_or(0) <= 1);
}

TEST_CASE("A CPU that is not there is named") {
    for (const auto& cpus : {std::array{two_cpus()[0], 60000}, std::array{60000, two_cpus()[0]}}) {
        const auto calibration = calibrate(cpus);
        REQUIRE_FALSE(calibration);
        CHECK_FALSE(calibration.error().interrupted);
        CHECK(calibration.error().what.find("60000") != std::string::npos);
    }
}

TEST_CASE("An interruption ends the calibration") {
    CHECK(os::test::in_a_fork([] {
        os::install_interrupt_handlers();
        ::raise(SIGINT);
        const auto calibration = calibrate(two_cpus());
        return !calibration && calibration.error().interrupted;
    }));
}
