// When is a `cpu` exercise decided, and how? Pure functions over the runs made so far.
//
// Two questions, in this order.
//
// Structure: is the program parallel at all? A diagnosis run fixes Python's switch interval at one second, so
// that threads which wait for the GIL don't wake up every 5 ms and queue for a core. Parallelism up to
// `serial_at_most` then means one core's worth of work at a time. Two runs must say so: a second diagnosis,
// or default runs that show no demand of their own (their lower bound stays under `parallel_at_least`).
// Where the GIL was seen, it may say so instead: threads that sleep for a moment between their turns queue
// for a core whenever they wake up, and only the GIL tells that an idle core would not have helped them. What
// the GIL allows (gil/work.hpp) stands against any demand: a ceiling up to `serial_gain` is that of a program
// whose threads take turns, if the exercise asks for more than the ceiling.
//
// Speedup: what the program gains over itself (its CPU / its replay on the exercise's cores), divided by its
// work ratio (its CPU / the baseline's), until the confidence interval lies on one side of the requirement or
// the cap is reached. Gains come from all runs of a program whose structure is clearly parallel, otherwise
// from diagnosis runs alone. Work ratios come from runs that share one core with the baseline, at the same
// time: the same work costs up to twice the CPU time a second later, while a neighbour uses the other
// hyper-thread, and what happens to both at once cancels out.
#pragma once

#include "gil/work.hpp"
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
    double gain = 0;       // submission CPU / its replay on the exercise's cores; no more than the GIL allows
    double work_ratio = 0; // submission CPU / baseline CPU
    double start_ratio = 0; // CPU to start the baseline, before its call / baseline CPU
    bool beside = false;    // the baseline ran at the same time on the same core
    // The speedup that the GIL allows at most; nullopt: it was not seen.
    std::optional<gil::Ceiling> gil_ceiling = std::nullopt;
};

struct CpuAsk {
    double speedup = 2.0;
    double work_ratio_max = 1.5;
    std::vector<int> wall_cores; // numbers of real cores to measure the wall time on, ascending
};

enum class BaselineRun : std::uint8_t {
    last,   // compare with the one that ran last
    before, // run it again before the submission
    beside, // run it at the same time, on the same core
};

// What to run next.
struct NextRun {
    int cores = 0;
    bool diagnosis = false;
    BaselineRun baseline = BaselineRun::last;
};

struct CpuDecision {
    std::optional<NextRun> next; // set while undecided
    bool is_parallel = false;    // by all that the runs so far show; those to come may say otherwise
    Verdict verdict = Verdict::inconclusive;
    std::optional<Reason> reason;
    measure::Estimate speedup;
    measure::Estimate work_ratio;
    std::optional<double> gil_ceiling; // over all runs in which the GIL was seen
    bool serial_by_gil = false;        // that ceiling says that its threads take turns
};

// Partial credit from 0 to 1: linear between no speedup and the requirement (> 1).
double score_of(double speedup, double required);

// Never asks for more than `max_cpu_runs` runs of the submission in all.
constexpr std::size_t max_cpu_runs = 12;
constexpr double serial_at_most = 1.15;
constexpr double parallel_at_least = 1.5;
constexpr double serial_gain = 1.25; // what replays to no more than this on the exercise's cores takes turns

// Whether the GIL, or the demand of one of the runs, leaves it open that this is one core's worth of work at
// a time.
bool may_be_serial(std::span<const CpuRun> runs);

CpuDecision decide_cpu(const CpuAsk& ask, std::span<const CpuRun> runs);

// Whether what speaks against a parallel program may be no more than what starting its workers costs: on some
// machines fresh interpreters take as long as a second of the work itself. Runs with more work then tell.
// Asked while `runs` have not decided, too: a close call becomes a clear one.
bool starting_may_be_all(const CpuAsk& ask, std::span<const CpuRun> runs, const CpuDecision& decision);

} // namespace gilkit::judge
