#include "judge/cpu/decision.hpp"

#include "judge/cpu/judge.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <span>
#include <string>
#include <vector>

using namespace gilkit;
using namespace gilkit::judge;

namespace {

// What a program looks like: under diagnosis (long switch interval), and as it is.
struct Program {
    double diagnosed = 1.0; // parallelism
    double diagnosed_low = 1.0;
    double plain = 1.0;
    double plain_low = 1.0;
    double speedup = 1.0; // over the baseline
    double work_ratio = 1.0;
    std::optional<double> gil_ceiling = std::nullopt;
};

constexpr Program sequential{};
constexpr Program threaded{1.01, 1.0, 1.9, 1.4, 1.0, 1.02};
constexpr Program processes{3.7, 3.2, 3.8, 3.3, 3.4, 1.05};

struct Graded {
    CpuDecision decision;
    std::vector<NextRun> asked;
    std::vector<CpuRun> runs;
};

// Plays a whole grading. `change` may alter what the n-th run shows.
Graded grade(const Program& program, const CpuAsk& ask = {2.0, 1.5, {1, 2}},
             const std::function<void(std::size_t, CpuRun&)>& change = {}) {
    Graded grading;
    for (;;) {
        grading.decision = decide_cpu(ask, grading.runs);
        if (!grading.decision.next) {
            return grading;
        }
        const NextRun next = *grading.decision.next;
        grading.asked.push_back(next);
        CpuRun run{next.cores,
                   next.diagnosis,
                   next.diagnosis ? program.diagnosed : program.plain,
                   next.diagnosis ? program.diagnosed_low : program.plain_low,
                   program.speedup * program.work_ratio,
                   program.work_ratio,
                   0.02,
                   next.baseline == BaselineRun::beside,
                   program.gil_ceiling ? std::optional(gil::Ceiling{*program.gil_ceiling, 20})
                                       : std::nullopt};
        if (change) {
            change(grading.runs.size(), run);
        }
        grading.runs.push_back(run);
        REQUIRE(grading.runs.size() <= max_cpu_runs);
    }
}

void check_verdict(const Graded& grading, Verdict verdict, std::optional<Reason> reason) {
    CHECK(to_string(grading.decision.verdict) == to_string(verdict));
    CHECK((grading.decision.reason == reason));
}

} // namespace

TEST_CASE(
    "A grading begins with a diagnosis on all cores, then measures on each number of cores, then compares") {
    const Graded grading = grade(processes, {2.0, 1.5, {1, 2, 4}});
    REQUIRE(grading.asked.size() == 5);
    CHECK(grading.asked[0].diagnosis);
    CHECK(grading.asked[0].baseline == BaselineRun::before);
    CHECK(grading.asked[0].cores == 4);
    for (const std::size_t i : {1U, 2U, 3U}) {
        CHECK_FALSE(grading.asked[i].diagnosis);
        CHECK(grading.asked[i].cores == 1 << (i - 1));
        // The wall time that is told as a speedup has a baseline of the same minute.
        CHECK((grading.asked[i].baseline == (i == 3 ? BaselineRun::before : BaselineRun::last)));
    }
    CHECK(grading.asked[4].baseline == BaselineRun::beside);
    CHECK(grading.asked[4].cores == 1);
}

TEST_CASE("A clearly parallel program passes after the fewest runs") {
    const Graded grading = grade(processes);
    check_verdict(grading, Verdict::passed, std::nullopt);
    CHECK(grading.runs.size() == 4);
    CHECK(grading.decision.speedup.low >= 2.0);
    CHECK(grading.decision.speedup.value == doctest::Approx(3.4));
    CHECK(grading.decision.work_ratio.value == doctest::Approx(1.05));
}

TEST_CASE("A sequential program is not parallel, and needs no comparison of its work") {
    const Graded grading = grade(sequential);
    check_verdict(grading, Verdict::failed, Reason::not_parallel);
    CHECK(grading.runs.size() == 3);
    for (std::size_t i = 1; i < grading.asked.size(); ++i) {
        CHECK(grading.asked[i].baseline == BaselineRun::last);
    }
}

TEST_CASE("Threads that take turns with the GIL are not parallel, though they seem to ask for more") {
    const Graded grading = grade(threaded);
    check_verdict(grading, Verdict::failed, Reason::not_parallel);
    CHECK(grading.runs.size() == 3);
    // Only the diagnosis counts for the speedup: the plain runs' demand is the GIL's time-outs.
    const Graded boastful = grade(threaded, {2.0, 1.5, {1, 2}},
                                  [](std::size_t, CpuRun& run) { run.gain = run.diagnosis ? 1.02 : 1.9; });
    CHECK(boastful.decision.speedup.value == doctest::Approx(1.0));
}

TEST_CASE("What the GIL allows stands against the demand of threads that sleep between their turns") {
    Program sleepers{1.7, 1.0, 1.7, 1.0, 1.4, 1.02, 1.05};
    check_verdict(grade(sleepers), Verdict::failed, Reason::not_parallel);
    sleepers.plain_low = 1.6; // nor does it count as demand of its own
    const Graded surer = grade(sleepers);
    check_verdict(surer, Verdict::failed, Reason::not_parallel);
    CHECK(surer.runs.size() == 3);
    CHECK(surer.decision.serial_by_gil);
    sleepers.gil_ceiling = 1.2; // some were seen on their way to sleep, without the GIL
    const Graded late = grade(sleepers);
    check_verdict(late, Verdict::failed, Reason::not_parallel);
    CHECK(late.decision.serial_by_gil);
    sleepers.gil_ceiling = std::nullopt;
    const Graded unseen = grade(sleepers);
    check_verdict(unseen, Verdict::failed, Reason::too_slow);
    CHECK_FALSE(unseen.decision.serial_by_gil);
    Program modest = processes; // gains 1.22 where 1.1 is asked for
    modest.speedup = modest.gil_ceiling.emplace(1.22);
    const Graded enough = grade(modest, {1.1, 1.5, {1, 2}});
    check_verdict(enough, Verdict::passed, std::nullopt);
    CHECK_FALSE(enough.decision.serial_by_gil);
    Program pool = processes;
    pool.gil_ceiling = 3.7;
    check_verdict(grade(pool), Verdict::passed, std::nullopt);
}

TEST_CASE("The GIL is looked at until it is clear that the program is parallel") {
    CpuRun run{2, true, 3.7, 3.3, 3.4, 1.0};
    CHECK_FALSE(may_be_serial(std::vector{run})); // no GIL to be seen
    run.gil_ceiling = gil::Ceiling{3.7, 200};
    CHECK_FALSE(may_be_serial(std::vector{run}));
    run.gil_ceiling = gil::Ceiling{3.7, 10}; // too few looks to know
    CHECK(may_be_serial(std::vector{run}));
    CHECK_FALSE(may_be_serial(std::vector{run, run, run}));
    run.gil_ceiling = gil::Ceiling{1.3, 80}; // so near, more looks may tell
    CHECK(may_be_serial(std::vector{run}));
    run.gil_ceiling = gil::Ceiling{1.02, 200}; // threads that queue for a core when they wake up
    CHECK(may_be_serial(std::vector{run}));
    run = {2, true, 1.02, 1.0, 1.0, 1.0};
    CHECK(may_be_serial(std::vector{run}));
}

TEST_CASE("When plain runs ask for more than one core even at the least, a second diagnosis decides") {
    Program program = threaded;
    program.plain = 2.6;
    program.plain_low = 1.6;
    const Graded grading = grade(program);
    REQUIRE(grading.runs.size() == 4);
    CHECK(grading.asked[3].diagnosis);
    CHECK(grading.asked[3].baseline == BaselineRun::beside);
    check_verdict(grading, Verdict::failed, Reason::not_parallel);
}

TEST_CASE("That a program is parallel is clear after a run on each number of cores") {
    const auto clear_after = [](const Program& program) {
        const Graded grading = grade(program);
        for (std::size_t runs = 0; runs <= grading.runs.size(); ++runs) {
            if (decide_cpu({2.0, 1.5, {1, 2}}, std::span(grading.runs).first(runs)).is_parallel) {
                return runs;
            }
        }
        return std::size_t{0}; // never
    };
    CHECK(clear_after(processes) == 3);
    for (const Program& program : {sequential, threaded, Program{1.4, 1.3, 1.4, 1.3, 1.4}}) {
        CHECK(clear_after(program) == 0);
    }
    Program sleepers = processes;
    sleepers.gil_ceiling = 1.3; // more looks at the GIL may tell
    CHECK(clear_after(sleepers) == 0);
    Program wasteful = processes;
    wasteful.work_ratio = 2.5;
    CHECK(clear_after(wasteful) == 3);
}

TEST_CASE("A first diagnosis that went wrong is outvoted") {
    SUBCASE("it took a parallel program for a serial one") {
        const Graded grading = grade(processes, {2.0, 1.5, {1, 2}}, [](std::size_t number, CpuRun& run) {
            if (number == 0) {
                run.parallelism = run.parallelism_low = 1.0;
            }
        });
        check_verdict(grading, Verdict::passed, std::nullopt);
        CHECK(grading.runs.size() <= 6);
    }
    SUBCASE("it took a serial program for a parallel one") {
        Program program = threaded;
        program.plain_low = 1.6;
        const Graded grading = grade(program, {2.0, 1.5, {1, 2}}, [](std::size_t number, CpuRun& run) {
            if (number == 0) {
                run.parallelism = run.parallelism_low = 1.7;
            }
        });
        // One diagnosis against all others is not certainty about a program whose speedup fails anyway.
        CHECK(grading.decision.verdict == Verdict::failed);
    }
}

TEST_CASE("A parallel program that gains too little is too slow") {
    Program program = processes;
    program.speedup = 1.4;
    check_verdict(grade(program), Verdict::failed, Reason::too_slow);
    // Half serial: between the two thresholds of structure.
    program.diagnosed = program.plain = 1.4;
    program.diagnosed_low = program.plain_low = 1.3;
    check_verdict(grade(program), Verdict::failed, Reason::too_slow);
}

TEST_CASE("A program that burns more than it needs wastes work, however parallel it is") {
    Program program = processes;
    program.work_ratio = 2.5;
    check_verdict(grade(program), Verdict::failed, Reason::wasted_work);
    program.speedup = 1.2; // which is the cause of it, and the better advice
    check_verdict(grade(program), Verdict::failed, Reason::wasted_work);
    program.speedup = 3.0;
    program.work_ratio = 1.55; // too near the limit to be sure of
    check_verdict(grade(program), Verdict::inconclusive, Reason::too_noisy);
    program.work_ratio = 1.45; // within it, and none can be sure of that either: the learner is believed
    check_verdict(grade(program), Verdict::passed, std::nullopt);
}

TEST_CASE("Processes that hand a baton to each other take turns, whatever their wake-ups seem to ask for") {
    Program program;
    program.diagnosed = program.plain = 1.2;
    program.diagnosed_low = program.plain_low = 1.08;
    program.speedup = 1.05;
    check_verdict(grade(program), Verdict::failed, Reason::not_parallel);
}

TEST_CASE("The work ratio is that of runs that shared a core with the baseline") {
    // On two hyper-threads of one core every run apart costs twice as much.
    const Graded grading = grade(processes, {2.0, 1.5, {1, 2}},
                                 [](std::size_t, CpuRun& run) { run.work_ratio *= run.beside ? 1.0 : 2.0; });
    check_verdict(grading, Verdict::passed, std::nullopt);
    CHECK(grading.decision.work_ratio.value == doctest::Approx(1.05));
}

TEST_CASE("Partial credit is linear between no speedup and the requirement") {
    CHECK(score_of(1.0, 2.0) == 0.0);
    CHECK(score_of(1.5, 2.0) == doctest::Approx(0.5));
    CHECK(score_of(2.0, 3.0) == doctest::Approx(0.5));
    CHECK(score_of(2.0, 2.0) == 1.0);
    CHECK(score_of(9.0, 2.0) == 1.0);
    CHECK(score_of(0.3, 2.0) == 0.0);
    CHECK(score_of(5.0, 1.0) == 0.0); // a requirement of nothing leaves nothing to divide by
}

TEST_CASE("Less work than the reference's does not make a serial program parallel") {
    Program program = sequential;
    program.speedup = 9.0;
    program.work_ratio = 0.1;
    check_verdict(grade(program), Verdict::failed, Reason::not_parallel);
}

TEST_CASE("Near the requirement more runs are made, up to the cap, and then nothing is claimed") {
    Program program = processes;
    program.speedup = 2.0;
    const Graded grading = grade(program);
    check_verdict(grading, Verdict::inconclusive, Reason::too_noisy);
    CHECK(grading.runs.size() == max_cpu_runs);
    // A little clear of it, more runs do tell.
    program.speedup = 2.35;
    const Graded clear = grade(program);
    check_verdict(clear, Verdict::passed, std::nullopt);
    CHECK(clear.runs.size() > 3);
}

TEST_CASE("A grading whose runs contradict each other comes to an end") {
    for (const std::size_t period : {2U, 3U, 4U, 5U}) {
        CAPTURE(period);
        const Graded grading = grade(processes, {2.0, 1.5, {1, 2}}, [&](std::size_t number, CpuRun& run) {
            if (number % period == 0) {
                run.parallelism = run.parallelism_low = 1.0;
            } else if (number % period == 1) {
                run.parallelism_low = 1.3;
            }
        });
        CHECK(grading.runs.size() <= max_cpu_runs);
        CHECK(grading.decision.reason.has_value() == (grading.decision.verdict != Verdict::passed));
    }
}

TEST_CASE("On a machine with one core the demand decides all the same") {
    const CpuAsk ask{2.0, 1.5, {1}};
    const Graded good = grade(processes, ask);
    check_verdict(good, Verdict::passed, std::nullopt);
    for (const NextRun& next : good.asked) {
        CHECK(next.cores == 1);
    }
    check_verdict(grade(threaded, ask), Verdict::failed, Reason::not_parallel);
    check_verdict(grade(sequential, ask), Verdict::failed, Reason::not_parallel);
}

TEST_CASE("On a machine with many cores the wall times leave room for a decision") {
    const CpuAsk ask{2.0, 1.5, wall_core_counts(64)};
    for (const Program& program : {processes, threaded, sequential}) {
        const Graded grading = grade(program, ask);
        CHECK(grading.runs.size() <= max_cpu_runs);
        CHECK(grading.decision.verdict != Verdict::inconclusive);
        for (const int cores : ask.wall_cores) {
            CHECK(std::any_of(grading.runs.begin(), grading.runs.end(),
                              [&](const CpuRun& run) { return !run.diagnosis && run.cores == cores; }));
        }
    }
}

TEST_CASE("Wall times are measured on powers of two and on all cores that are ours") {
    using Counts = std::vector<int>;
    CHECK(wall_core_counts(0.5) == Counts{1});
    CHECK(wall_core_counts(1.0) == Counts{1});
    CHECK(wall_core_counts(1.9) == Counts{1});
    CHECK(wall_core_counts(2.0) == Counts{1, 2});
    CHECK(wall_core_counts(3.0) == Counts{1, 2, 3});
    CHECK(wall_core_counts(4.0) == Counts{1, 2, 4});
    CHECK(wall_core_counts(12.5) == Counts{1, 2, 4, 8, 12});
    CHECK(wall_core_counts(16.0) == Counts{1, 2, 4, 8, 16});
    CHECK(wall_core_counts(200.0) == Counts{1, 2, 4, 8, 16});
}

TEST_CASE("What may only be the cost of starting workers is tried with more work") {
    const CpuAsk ask{2.0, 1.6, {1, 2}};
    const auto decided = [](Verdict verdict, std::optional<Reason> reason, double speedup,
                            double work_ratio) {
        CpuDecision decision;
        decision.verdict = verdict;
        decision.reason = reason;
        decision.speedup = {speedup, speedup, speedup};
        decision.work_ratio = {work_ratio, work_ratio, work_ratio};
        return decision;
    };
    CpuRun beside;
    beside.beside = true;
    beside.start_ratio = 0.1;
    std::vector<CpuRun> runs{CpuRun{}, beside};
    const auto may_be = [&](const CpuDecision& decision) { return starting_may_be_all(ask, runs, decision); };
    CHECK(may_be(decided(Verdict::failed, Reason::wasted_work, 1.8, 2.1)));
    CHECK(may_be(decided(Verdict::failed, Reason::too_slow, 1.7, 1.5)));
    CHECK(may_be(decided(Verdict::inconclusive, Reason::too_noisy, 2.0, 1.6)));
    // Half of it is serial: no work of its own explains that.
    CHECK_FALSE(may_be(decided(Verdict::failed, Reason::too_slow, 1.4, 1.05)));
    CHECK_FALSE(may_be(decided(Verdict::failed, Reason::not_parallel, 1.0, 2.5)));
    // Three processes burn for as long as the work takes; and where starting costs next to nothing, one does.
    CHECK_FALSE(may_be(decided(Verdict::failed, Reason::wasted_work, 1.0, 4.0)));
    runs.back().start_ratio = 0.02;
    CHECK_FALSE(may_be(decided(Verdict::failed, Reason::wasted_work, 1.8, 2.1)));
    runs.back().start_ratio = 0.1;
    CHECK_FALSE(may_be(decided(Verdict::passed, std::nullopt, 3.0, 1.5)));

    // Before it is decided: when two comparisons were not enough.
    CpuDecision open = decided(Verdict::inconclusive, std::nullopt, 2.1, 1.55);
    open.next.emplace();
    CHECK_FALSE(starting_may_be_all(ask, runs, open));
    runs.push_back(beside);
    CHECK(starting_may_be_all(ask, runs, open));
    open.work_ratio.value = 1.05; // it is something else that is unclear
    CHECK_FALSE(starting_may_be_all(ask, runs, open));
}
