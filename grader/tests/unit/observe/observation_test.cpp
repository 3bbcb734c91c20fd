#include "observe/observation.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace gilkit::observe;

namespace {

// A run of `wall_s` with work for one core at a time, or spread perfectly over as many as asked for.
ObservedRun run_of(double wall_s, double parallelism, double low) {
    ObservedRun run;
    run.exit_code = 0;
    run.wall_s = wall_s;
    run.cpu_s = wall_s * parallelism;
    run.demand = ObservedDemand{0, parallelism, low, {0.8, 0.1, 0.1}, {}, {}};
    for (const int cores : replayed_cores) {
        run.demand->replay_s[cores] = run.cpu_s / std::min<double>(cores, std::max(parallelism, 1.0));
        run.demand->replay_high_s[cores] = run.cpu_s / std::min<double>(cores, std::max(low, 1.0));
    }
    run.processes = 2;
    run.threads = 3;
    return run;
}

Observation seen(std::vector<ObservedRun> runs) {
    Observation observation;
    observation.command = {"program"};
    observation.runs = std::move(runs);
    return observation;
}

std::string verdict(const ObservedRun& run) {
    return verdict_of(figures_of(seen({run})));
}

} // namespace

TEST_CASE("Figures of several runs are medians, with the least and the greatest") {
    auto runs = std::vector{run_of(3, 1, 1), run_of(1, 1, 1), run_of(2, 1, 1)};
    runs[1].processes = 7;
    runs[0].stopped_s = 0.5;
    runs[2].stopped_s = 0.25;
    runs[2].others = OthersShares{0.4, 0.1};
    const ObservationFigures figures = figures_of(seen(runs));
    CHECK(figures.runs == 3);
    CHECK(figures.wall_s.median == doctest::Approx(2));
    CHECK(figures.wall_s.low == doctest::Approx(1));
    CHECK(figures.wall_s.high == doctest::Approx(3));
    CHECK(figures.processes == 7);
    CHECK(figures.stopped_s == doctest::Approx(0.75));
    CHECK(figures.others->neighbours == doctest::Approx(0.4));
    CHECK(figures.wall->on_core == doctest::Approx(0.8));
    CHECK(figures.replay_s.at(1).median == doctest::Approx(2));
    CHECK(figures.confined.empty());
}

TEST_CASE("The speedup has a lower bound, from the delay that surely was demand") {
    const ObservationFigures figures = figures_of(seen({run_of(2, 3, 2), run_of(3, 3, 2), run_of(4, 3, 2)}));
    CHECK(figures.speedup.at(16).median == doctest::Approx(3));
    CHECK(figures.speedup_low.at(16).median == doctest::Approx(2));
    CHECK(figures.speedup_low.at(1).median == doctest::Approx(1));
    CHECK(figures.replay_s.at(16).median == doctest::Approx(3));
    CHECK(figures.replay_high_s.at(16).median == doctest::Approx(4.5));
}

TEST_CASE("An interrupted run counts only when there is no other") {
    auto runs = std::vector{run_of(2, 1, 1), run_of(0.1, 1, 1)};
    runs[1].interrupted = true;
    CHECK(figures_of(seen(runs)).wall_s.low == doctest::Approx(2));
    CHECK(figures_of(seen({runs[1]})).wall_s.median == doctest::Approx(0.1));
}

TEST_CASE("Without demand there is none of what follows from it, and the verdict says so") {
    ObservedRun run = run_of(1, 1, 1);
    run.demand.reset();
    const ObservationFigures figures = figures_of(seen({run_of(1, 1, 1), run}));
    CHECK_FALSE(figures.parallelism);
    CHECK_FALSE(figures.wall);
    CHECK(figures.replay_s.empty());
    CHECK(figures.wall_s.median == doctest::Approx(1));
    CHECK(verdict_of(figures) == "How parallel it is could not be measured.");
}

TEST_CASE("The measured speedup is over one core, round by round") {
    auto runs = std::vector<ObservedRun>{};
    for (const double slow : {1.0, 10.0}) { // a machine that got busy
        for (const auto& [cores, wall_s] : {std::pair{0, 2.0}, {1, 4.0}, {2, 2.0}}) {
            runs.push_back(run_of(wall_s * slow, 1, 1));
            if (cores > 0) {
                runs.back().cores = cores;
            }
        }
    }
    const ObservationFigures figures = figures_of(seen(runs));
    CHECK(figures.runs == 2);
    REQUIRE(figures.confined.size() == 2);
    CHECK(figures.confined[1].cores == 2);
    CHECK(figures.confined[1].runs == 2);
    CHECK(figures.confined[1].speedup->low == doctest::Approx(2));
    CHECK(figures.confined[1].speedup->high == doctest::Approx(2));
    CHECK(figures.confined[0].speedup->median == doctest::Approx(1));

    std::erase_if(runs, [](const ObservedRun& run) { return run.cores == 1; });
    CHECK_FALSE(figures_of(seen(runs)).confined.front().speedup);
}

TEST_CASE("The verdict says what was asked for and what cores would change") {
    CHECK(verdict(run_of(2, 1.0, 0.98)) ==
          "It asked for 1.0 cores' worth of work at a time: more cores would not make it faster.");
    CHECK(verdict(run_of(2, 3.6, 3.4)) ==
          "It asked for 3.6 cores' worth of work at a time: 4 idle cores would "
          "make it 3.6 times as fast as one, more would hardly help.");
    CHECK(verdict(run_of(2, 30, 29)) ==
          "It asked for 30.0 cores' worth of work at a time: 16 idle cores would "
          "make it 16.0 times as fast as one.");
    CHECK(
        verdict(run_of(2, 1.7, 0.8)) ==
        "It asked for 0.8 to 1.7 cores' worth of work at a time, and only for moments after waking up beyond "
        "one core: whether more cores would make it faster is not certain.");
    ObservedRun sleeper = run_of(2, 0.02, 0.02);
    sleeper.demand->wall = {0.02, 0, 0.98};
    CHECK(verdict(sleeper) ==
          "It asked for 0.02 cores' worth of work at a time, because it slept for most of it: "
          "more cores would not make it faster.");
    // It may as well have been held back.
    sleeper.others = OthersShares{0, 0.4};
    CHECK(verdict(sleeper) ==
          "It asked for 0.02 cores' worth of work at a time: more cores would not make it faster.");
}

TEST_CASE("The first run that did not succeed tells how the command ended") {
    auto runs = std::vector{run_of(1, 1, 1), run_of(1, 1, 1), run_of(1, 1, 1), run_of(1, 1, 1)};
    runs[3].wall_s = 5;
    const Observation good = seen(runs);
    CHECK(telling_run(good).wall_s == 5); // the last one
    runs[1].exit_code = 4;
    runs[2].exit_code.reset();
    runs[2].signal = 9;
    const Observation observation = seen(runs);
    CHECK(telling_run(observation).exit_code == 4);
    CHECK_FALSE(runs[2].succeeded());
    CHECK(runs[2].ended());
}
