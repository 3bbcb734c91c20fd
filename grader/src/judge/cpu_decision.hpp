// When is a `cpu` exercise decided, and how? Pure functions over the runs made so far.
//
// Two questions, in this order.
//
// Structure: is the program parallel at all? A diagnosis run fixes Python's switch interval at one second. At
// the default of 5 ms, threads that wait for the GIL wake up all the time and queue for a core, which looks
// like demand; at one second it does not. Parallelism up to `serial_at_most` then means one core's worth of
// work at a time. Two runs must say so: a second diagnosis, or default runs that show no demand of their own
// (their lower bound stays under `parallel_at_least`).
//
// Speedup: what the program gains over itself (its CPU / its replay on the exercise's cores), divided by its
// work ratio (its CPU / the baseline's), until the confidence interval lies on one side of the requirement or
// the cap is reached. Gains come from all runs of a program whose structure is clearly parallel, otherwise
// from diagnosis runs alone. Work ratios come from runs on one core: where two of this machine's cores are
// hyper-threads of one, a program that uses both needs up to half as much CPU again for the same work, which
// an idle machine with real cores would not show and no program can help.
//
// The thresholds: over 243 runs on 1 and 2 cores, idle and loaded, serial programs stayed within 0.97–1.03
// under diagnosis, and parallel ones never had a lower bound under 1.38.
#pragma once

#include "judge/result.hpp"
#include "measure/statistics.hpp"

#include <optional>
#include <span>
#include <vector>

namespace gilkit::judge {

struct CpuRun {
    int cores = 0; // real cores that the run could use
    bool diagnosis = false;
    double parallelism = 0;
    double parallelism_low = 0;
    double gain = 0;       // submission CPU / its replay on the exercise's cores
    double work_ratio = 0; // submission CPU / baseline CPU, of an interleaved pair
};

struct CpuAsk {
    double speedup = 2.0;
    double work_ratio_max = 1.5;
    std::vector<int> wall_cores; // numbers of real cores to measure the wall time on, ascending
};

// What to run next.
struct NextRun {
    int cores = 0;
    bool diagnosis = false;
    bool fresh_baseline = false; // run the baseline again before it
};

struct CpuDecision {
    std::optional<NextRun> next; // set while undecided
    Verdict verdict = Verdict::inconclusive;
    std::optional<Reason> reason;
    measure::Estimate speedup;
    measure::Estimate work_ratio;
};

// Never asks for more than `max_cpu_runs` runs of the submission in all.
constexpr std::size_t max_cpu_runs = 12;
constexpr double serial_at_most = 1.15;
constexpr double parallel_at_least = 1.5;
constexpr double serial_gain = 1.25; // what replays to no more than this on the exercise's cores takes turns

CpuDecision decide_cpu(const CpuAsk& ask, std::span<const CpuRun> runs);

} // namespace gilkit::judge
