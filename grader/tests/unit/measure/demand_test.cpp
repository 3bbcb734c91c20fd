#include "measure/demand.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

using namespace gilkit::measure;
using doctest::Approx;

namespace {

constexpr double bin_s = 0.005;

// A run of `wall_s` whose every moment has `cores` cores' worth of work, and `queued` of waiting for one.
DemandTrace constant(double wall_s, double cores, double queued = 0) {
    DemandTrace trace(bin_s);
    trace.add_work(0, wall_s, cores * wall_s);
    trace.add_delay(0, wall_s, queued * wall_s);
    trace.finish(wall_s);
    return trace;
}

// Phases of random length, parallelism and delay, on a machine with `machine` cores.
DemandTrace random_trace(std::mt19937& random, double machine) {
    std::uniform_real_distribution<double> unit(0, 1);
    DemandTrace trace(bin_s);
    double now_s = 0;
    const int phases = 1 + static_cast<int>(unit(random) * 8);
    for (int phase = 0; phase < phases; ++phase) {
        const double length_s = bin_s * std::ceil(40 * unit(random));
        const double work = unit(random) < 0.2 ? 0.0 : machine * unit(random);
        const double delay = unit(random) < 0.5 ? 0.0 : 3 * unit(random);
        trace.add_work(now_s, now_s + length_s, work * length_s);
        trace.add_delay(now_s, now_s + length_s, delay * length_s);
        now_s += length_s;
    }
    trace.finish(now_s);
    return trace;
}

} // namespace

TEST_CASE("Spreading loses nothing, wherever it begins and ends") {
    std::mt19937 random(20261122);
    std::uniform_real_distribution<double> moment(-0.1, 2.0);
    std::uniform_real_distribution<double> amount(-0.01, 0.5);
    for (int round = 0; round < 200; ++round) {
        DemandTrace trace(0.001 + 0.02 * std::generate_canonical<double, 32>(random));
        double work_s = 0;
        double delay_s = 0;
        for (int i = 0; i < 20; ++i) {
            const double from = moment(random);
            const double to = i % 4 == 0 ? from : moment(random); // an empty span, and a backward one, too
            const double work = amount(random);
            const double delay = amount(random);
            trace.add_work(from, to, work);
            trace.add_delay(from, to, delay);
            work_s += std::max(0.0, work);
            delay_s += std::max(0.0, delay);
        }
        CHECK(trace.total_work_s() == Approx(work_s));
        CHECK(trace.total_delay_s() == Approx(delay_s));
        trace.finish(0.5 + moment(random)); // some of it ended earlier
        CHECK(trace.total_work_s() == Approx(work_s));
        CHECK(trace.total_delay_s() == Approx(delay_s));
        CHECK(trace.work_s().size() == trace.delay_s().size());
        CHECK(std::ranges::all_of(trace.work_s(), [](double work) { return work >= 0; }));
    }
}

TEST_CASE("An amount is spread evenly over the bins that its span touches") {
    DemandTrace trace(1.0);
    trace.add_work(0.5, 2.5, 2.0);
    trace.finish(4.0);
    REQUIRE(trace.work_s().size() == 4);
    CHECK(trace.work_s()[0] == Approx(0.5));
    CHECK(trace.work_s()[1] == Approx(1.0));
    CHECK(trace.work_s()[2] == Approx(0.5));
    CHECK(trace.work_s()[3] == 0.0);
    CHECK(trace.total_delay_s() == 0.0);
}

TEST_CASE("What lies before the start is moved to the start") {
    DemandTrace trace(1.0);
    trace.add_delay(-3.0, 1.0, 4.0); // all of it within the first second
    trace.add_delay(-3.0, -2.0, 1.0);
    trace.finish(2.0);
    CHECK(trace.delay_s()[0] == Approx(5.0));
    CHECK(trace.delay_s()[1] == Approx(0.0));
}

TEST_CASE("What is reported after the end is folded into the last bin") {
    DemandTrace trace(1.0);
    trace.add_work(0.0, 5.0, 5.0);
    trace.finish(2.5);
    REQUIRE(trace.work_s().size() == 3);
    CHECK(trace.work_s()[1] == Approx(1.0));
    CHECK(trace.work_s()[2] == Approx(3.0));
    CHECK(trace.wall_s() == 2.5);
    // A quiet end counts as time.
    trace.finish(10);
    CHECK(trace.work_s().size() == 10);
}

TEST_CASE("Scaling brings the work to what the accounts say, and leaves the delay alone") {
    DemandTrace trace = constant(1.0, 0.5, 0.25);
    trace.scale_work(1.2);
    CHECK(trace.total_work_s() == Approx(0.6));
    CHECK(trace.total_delay_s() == Approx(0.25));
}

TEST_CASE("Parallelism is what was asked for, per second") {
    CHECK(parallelism(2.0, 1.0, 1.5) == Approx(2.0));
    CHECK(parallelism(0.0, 0.0, 1.0) == 0.0);
    CHECK(parallelism(1.0, 1.0, 0.0) == 0.0);
    std::mt19937 random(7);
    std::uniform_real_distribution<double> seconds(0, 3);
    for (int i = 0; i < 100; ++i) {
        const double work = seconds(random);
        const double delay = seconds(random);
        const double wall = seconds(random) + 0.001;
        CHECK(parallelism(work, delay, wall + seconds(random)) <= parallelism(work, delay, wall));
    }
}

TEST_CASE("Nothing replays to nothing") {
    CHECK(replay_s(DemandTrace(), 4) == 0.0);
    DemandTrace trace;
    trace.finish(0);
    CHECK(replay_s(trace, 4) == 0.0);
    trace.finish(-1);
    CHECK(replay_s(trace, 4) == 0.0);
}

TEST_CASE("A run without any work replays to its own length") {
    CHECK(replay_s(constant(1.0, 0.0), 4) == Approx(1.0));
}

TEST_CASE("A run in a single bin, or shorter than one, replays like any other") {
    CHECK(replay_s(constant(bin_s, 1.0), 4) == Approx(bin_s));
    CHECK(replay_s(constant(0.002, 1.0), 4) == Approx(0.002));
    CHECK(replay_s(constant(0.002, 2.0), 4) == Approx(0.002));
    CHECK(replay_s(constant(0.002, 2.0, 2.0), 4) == Approx(0.001));
}

TEST_CASE("A sequential run replays to its own length, and without its waits for a core to its work") {
    for (const double wall_s : {0.03, 0.05, 0.777, 2.0}) {
        CAPTURE(wall_s);
        CHECK(replay_s(constant(wall_s, 1.0), 4) == Approx(wall_s));
        CHECK(replay_s(constant(wall_s, 1.0), 1) == Approx(wall_s));
        // A busy machine gave it two thirds of a core.
        CHECK(replay_s(constant(wall_s, 2.0 / 3, 1.0 / 3), 4) == Approx(wall_s * 2 / 3));
        // It sleeps half of the time: no core shortens that.
        CHECK(replay_s(constant(wall_s, 0.5), 4) == Approx(wall_s));
        CHECK(replay_s(constant(wall_s, 0.25, 0.25), 4) == Approx(wall_s * 0.75));
    }
}

TEST_CASE("Four busy workers on two cores replay on four to a quarter of their work") {
    const DemandTrace trace = constant(2.0, 2.0, 2.0);
    CHECK(replay_s(trace, 4) == Approx(trace.total_work_s() / 4));
    CHECK(replay_s(trace, 16) == Approx(trace.total_work_s() / 4)); // there is work for four
    CHECK(replay_s(trace, 2) == Approx(trace.total_work_s() / 2));
    CHECK(replay_s(trace, 1) == Approx(trace.total_work_s()));
}

TEST_CASE("A half-serial program replays as Amdahl says") {
    // On two cores: a second alone, then a second's work of four workers, of whom two run at a time.
    DemandTrace trace(bin_s);
    trace.add_work(0, 1, 1);
    trace.add_work(1, 1.5, 1);
    trace.add_delay(1, 1.5, 1);
    trace.finish(1.5);
    CHECK(2.0 / replay_s(trace, 4) == Approx(1.6));
    CHECK(2.0 / replay_s(trace, 2) == Approx(4.0 / 3));
}

TEST_CASE("On random runs: more cores are never slower, and enough of them never slower than the run was") {
    std::mt19937 random(20261123);
    for (int round = 0; round < 300; ++round) {
        const double machine = 1 + static_cast<double>(round % 4);
        const DemandTrace trace = random_trace(random, machine);
        double slower_s = replay_s(trace, 1);
        CHECK(slower_s <= trace.wall_s() * machine * (1 + 1e-9));
        for (const double cores : {1.5, 2.0, 3.0, 4.0, 8.0, 64.0}) {
            const double replayed_s = replay_s(trace, cores);
            CHECK(replayed_s <= slower_s);
            CHECK(replayed_s >= 0);
            CHECK(replayed_s * cores >=
                  trace.total_work_s() * (1 - 1e-9)); // nobody works on more cores than there are
            if (cores >= machine) {
                CHECK(replayed_s <= trace.wall_s() * (1 + 1e-9));
            }
            slower_s = replayed_s;
        }
    }
}

TEST_CASE("Serial fractions at known points") {
    CHECK(serial_fraction(4.0, 4) == Approx(0.0));
    CHECK(serial_fraction(1.0, 4) == Approx(1.0));
    // Amdahl: half serial on 4 cores is 1 / (0.5 + 0.5 / 4) = 1.6.
    CHECK(serial_fraction(1.6, 4) == Approx(0.5));
    CHECK(serial_fraction(1.0 / (0.1 + 0.9 / 8), 8) == Approx(0.1));
    // More than ideal and slower than one core are measurement noise: clamped.
    CHECK(serial_fraction(5.0, 4) == 0.0);
    CHECK(serial_fraction(0.5, 4) == 1.0);
    CHECK(serial_fraction(0.0, 4) == 1.0);
    CHECK(serial_fraction(-1.0, 4) == 1.0);
    CHECK(serial_fraction(2.0, 1) == 1.0);
    CHECK(serial_fraction(2.0, 0) == 1.0);
}
