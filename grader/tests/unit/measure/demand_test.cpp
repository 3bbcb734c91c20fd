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

// A delay that is surely demand.
void queue(DemandTrace& trace, double from_s, double to_s, double amount_s) {
    for (const Delay reading : {Delay::sure, Delay::likely, Delay::all}) {
        trace.add_delay(reading, from_s, to_s, amount_s);
    }
}

// A run of `wall_s` whose every moment has `cores` cores' worth of work, and `queued` of waiting for one.
DemandTrace constant(double wall_s, double cores, double queued = 0) {
    DemandTrace trace(bin_s);
    trace.add_work(0, wall_s, cores * wall_s);
    queue(trace, 0, wall_s, queued * wall_s);
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
        queue(trace, now_s, now_s + length_s, delay * length_s);
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
            queue(trace, from, to, delay);
            work_s += std::max(0.0, work);
            delay_s += std::max(0.0, delay);
        }
        CHECK(trace.work_s() == Approx(work_s));
        CHECK(trace.delay_s(Delay::likely) == Approx(delay_s));
        trace.finish(0.5 + moment(random)); // some of it ended earlier
        CHECK(trace.work_s() == Approx(work_s));
        CHECK(trace.delay_s(Delay::likely) == Approx(delay_s));
        CHECK(std::ranges::all_of(trace.windows(Delay::all), [](const Window& window) {
            return window.work_s >= 0 && window.delay_s >= 0 && window.wall_s >= 0;
        }));
    }
}

TEST_CASE("An amount is spread evenly over the bins that its span touches") {
    DemandTrace trace(1.0);
    trace.add_work(0.5, 2.5, 2.0);
    trace.finish(4.0);
    const std::vector<Window> windows = trace.windows(Delay::all); // bins as long as these are windows
    REQUIRE(windows.size() == 4);
    CHECK(windows[0].work_s == Approx(0.5));
    CHECK(windows[1].work_s == Approx(1.0));
    CHECK(windows[2].work_s == Approx(0.5));
    CHECK(windows[3].work_s == 0.0);
    CHECK(trace.delay_s(Delay::likely) == 0.0);
}

TEST_CASE("What lies before the start is moved to the start") {
    DemandTrace trace(1.0);
    queue(trace, -3.0, 1.0, 4.0); // all of it within the first second
    queue(trace, -3.0, -2.0, 1.0);
    trace.finish(2.0);
    trace.add_work(0.0, 1.0, 1.0);
    const std::vector<Window> windows = trace.windows(Delay::all);
    REQUIRE(windows.size() == 2);
    CHECK(windows[0].delay_s == Approx(5.0));
    CHECK(windows[1].delay_s == Approx(0.0));
}

TEST_CASE("What is reported after the end is folded into the last bin") {
    DemandTrace trace(1.0);
    trace.add_work(0.0, 5.0, 5.0);
    trace.finish(2.5);
    const std::vector<Window> windows = trace.windows(Delay::all);
    REQUIRE(windows.size() == 3);
    CHECK(windows[1].work_s == Approx(1.0));
    CHECK(windows[2].work_s == Approx(3.0));
    CHECK(windows[2].wall_s == Approx(0.5));
    CHECK(trace.wall_s() == 2.5);
    // A quiet end counts as time.
    trace.finish(10);
    CHECK(trace.bins() == 10);
}

TEST_CASE("Scaling brings the work to what the accounts say, and the delay along") {
    DemandTrace trace = constant(1.0, 0.5, 0.25);
    trace.scale(1.2);
    CHECK(trace.work_s() == Approx(0.6));
    CHECK(trace.delay_s(Delay::likely) == Approx(0.3));
}

TEST_CASE("Parallelism is what was asked for, per second; idle time never raises it") {
    CHECK(constant(1.5, 2.0, 0.5).parallelism(Delay::likely) == Approx(2.5));
    CHECK(DemandTrace().parallelism(Delay::all) == 0.0);
    std::mt19937 random(7);
    for (int round = 0; round < 100; ++round) {
        DemandTrace trace = random_trace(random, 4);
        const double asked = trace.parallelism(Delay::likely);
        trace.finish(trace.wall_s() + std::generate_canonical<double, 32>(random));
        // An idle second can only take in vain delay at its edge, and that makes no more than one core of it.
        CHECK(trace.parallelism(Delay::likely) <= std::max(asked, 1.0) * (1 + 1e-9));
        CHECK(trace.parallelism(Delay::sure) <= trace.parallelism(Delay::all) * (1 + 1e-9));
    }
}

TEST_CASE("Vain waits ask for one core at most, and only while nothing else does") {
    // Three threads look for the GIL again and again while one holds it and works.
    DemandTrace threads(bin_s);
    threads.add_work(0, 1, 1);
    threads.add_delay(Delay::all, 0, 1, 2.5);
    threads.finish(1);
    CHECK(threads.parallelism(Delay::all) == Approx(3.5));
    CHECK(threads.parallelism(Delay::likely) == Approx(1.0));
    CHECK(threads.replay_s(4) == Approx(1.0));
    // Neighbours leave them a quarter of a core: still one core is asked for.
    DemandTrace crowded(bin_s);
    crowded.add_work(0, 4, 1);
    crowded.add_delay(Delay::all, 0, 4, 10);
    crowded.finish(4);
    CHECK(crowded.parallelism(Delay::likely) == Approx(1.0));
    CHECK(crowded.replay_s(4) == Approx(1.0));
}

TEST_CASE("Under load the moments of the kernel's reports weigh no more than without") {
    // One thread among five on a core: it runs 4 ms of 20, and the wait is reported with the run after it.
    for (const double share : {1.0, 0.2, 0.1}) {
        CAPTURE(share);
        DemandTrace trace(bin_s);
        const double period_s = 0.004 / share;
        double now_s = 0;
        for (int slice = 0; slice < 250; ++slice, now_s += period_s) {
            trace.add_work(now_s + period_s - 0.005, now_s + period_s, 0.004);
            queue(trace, now_s, now_s + period_s - 0.004, (period_s - 0.004) * (slice % 2 == 0 ? 0.9 : 1.1));
        }
        trace.finish(now_s);
        CHECK(trace.replay_s(4) == Approx(1.0).epsilon(0.05));
    }
}

TEST_CASE("Hours of running are kept in bounded space, and replay as if all were kept") {
    constexpr std::size_t most_bins = 2048;
    DemandTrace kept(bin_s, 1U << 20U);
    DemandTrace folded(bin_s, most_bins);
    std::mt19937 random(9);
    std::uniform_real_distribution<double> unit(0, 1);
    double now_s = 0;
    for (int phase = 0; phase < 300; ++phase) {
        const double length_s = 0.1 + unit(random);
        const double work = 2 * unit(random);
        const double delay = unit(random) < 0.5 ? 0.0 : 2 * unit(random);
        for (DemandTrace* trace : {&kept, &folded}) {
            trace->add_work(now_s, now_s + length_s, work * length_s);
            queue(*trace, now_s, now_s + length_s, delay * length_s);
        }
        now_s += length_s;
        CHECK(folded.bins() <= most_bins);
    }
    for (DemandTrace* trace : {&kept, &folded}) {
        trace->finish(now_s);
    }
    CHECK(folded.work_s() == Approx(kept.work_s()));
    CHECK(folded.delay_s(Delay::likely) == Approx(kept.delay_s(Delay::likely)));
    for (const double cores : {1.0, 2.0, 4.0, 16.0}) {
        CHECK(folded.replay_s(cores) == Approx(kept.replay_s(cores)).epsilon(0.02));
    }
    // What comes far too late is not lost, and neither is a long rest.
    folded.add_work(0, 0.1, 5.0);
    CHECK(folded.work_s() == Approx(kept.work_s() + 5.0));
    folded.finish(now_s + 1000);
    CHECK(folded.bins() <= most_bins);
    CHECK(folded.replay_s(64) > 999);
}

TEST_CASE("Nothing replays to nothing") {
    CHECK(DemandTrace().replay_s(4) == 0.0);
    DemandTrace trace;
    trace.finish(0);
    CHECK(trace.replay_s(4) == 0.0);
    trace.finish(-1);
    CHECK(trace.replay_s(4) == 0.0);
}

TEST_CASE("A run without any work replays to its own length") {
    CHECK(constant(1.0, 0.0).replay_s(4) == Approx(1.0));
}

TEST_CASE("A run in a single bin, or shorter than one, replays like any other") {
    CHECK(constant(bin_s, 1.0).replay_s(4) == Approx(bin_s));
    CHECK(constant(0.002, 1.0).replay_s(4) == Approx(0.002));
    CHECK(constant(0.002, 2.0).replay_s(4) == Approx(0.002));
    CHECK(constant(0.002, 2.0, 2.0).replay_s(4) == Approx(0.001));
}

TEST_CASE("A sequential run replays to its own length, and without its waits for a core to its work") {
    for (const double wall_s : {0.03, 0.05, 0.777, 2.0}) {
        CAPTURE(wall_s);
        CHECK(constant(wall_s, 1.0).replay_s(4) == Approx(wall_s));
        CHECK(constant(wall_s, 1.0).replay_s(1) == Approx(wall_s));
        // A busy machine gave it two thirds of a core.
        CHECK(constant(wall_s, 2.0 / 3, 1.0 / 3).replay_s(4) == Approx(wall_s * 2 / 3));
        // It sleeps half of the time: no core shortens that.
        CHECK(constant(wall_s, 0.5).replay_s(4) == Approx(wall_s));
        CHECK(constant(wall_s, 0.25, 0.25).replay_s(4) == Approx(wall_s * 0.75));
    }
}

TEST_CASE("Four busy workers on two cores replay on four to a quarter of their work") {
    const DemandTrace trace = constant(2.0, 2.0, 2.0);
    CHECK(trace.replay_s(4) == Approx(trace.work_s() / 4));
    CHECK(trace.replay_s(16) == Approx(trace.work_s() / 4)); // there is work for four
    CHECK(trace.replay_s(2) == Approx(trace.work_s() / 2));
    CHECK(trace.replay_s(1) == Approx(trace.work_s()));
}

TEST_CASE("A half-serial program replays as Amdahl says") {
    // On two cores: a second alone, then a second's work of four workers, of whom two run at a time.
    DemandTrace trace(bin_s);
    trace.add_work(0, 1, 1);
    trace.add_work(1, 1.5, 1);
    queue(trace, 1, 1.5, 1);
    trace.finish(1.5);
    CHECK(2.0 / trace.replay_s(4) == Approx(1.6));
    CHECK(2.0 / trace.replay_s(2) == Approx(4.0 / 3));
}

TEST_CASE("On random runs: more cores are never slower, and enough of them never slower than the run was") {
    std::mt19937 random(20261123);
    for (int round = 0; round < 300; ++round) {
        const double machine = 1 + static_cast<double>(round % 4);
        const DemandTrace trace = random_trace(random, machine);
        double slower_s = trace.replay_s(1);
        CHECK(slower_s <= trace.wall_s() * machine * (1 + 1e-9));
        for (const double cores : {1.5, 2.0, 3.0, 4.0, 8.0, 64.0}) {
            const double replayed_s = trace.replay_s(cores);
            CHECK(replayed_s <= slower_s);
            CHECK(replayed_s >= 0);
            CHECK(replayed_s * cores >=
                  trace.work_s() * (1 - 1e-9)); // nobody works on more cores than there are
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

TEST_CASE("What idle cores would have saved") {
    CHECK(constant(1.0, 1.0).starved_s(4) == Approx(0.0));
    CHECK(constant(1.0, 0.5, 0.5).starved_s(4) == Approx(0.5));  // one thread, half of a core
    CHECK(constant(1.0, 1.0, 3.0).starved_s(4) == Approx(0.75)); // four of them on one core,
    CHECK(constant(1.0, 1.0, 3.0).starved_s(1) == Approx(0.0));  // which is all that they were to have
    CHECK(constant(1.0, 0.25, 0.75).starved_s(1) == Approx(0.75));
    CHECK(constant(1.0, 0.0).starved_s(1) == Approx(0.0)); // asleep
    DemandTrace running;
    running.add_work(0, 0.5, 0.25);
    queue(running, 0, 0.5, 0.25);
    CHECK(running.starved_s(1) == Approx(0.25));
    CHECK(DemandTrace().starved_s(1) == 0.0);
}
