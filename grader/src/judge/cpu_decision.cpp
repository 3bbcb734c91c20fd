#include "judge/cpu_decision.hpp"

#include <algorithm>
#include <cmath>

namespace gilkit::judge {

namespace {

constexpr double confidence = 0.99;

// How far logarithms scatter between runs, beforehand. A gain compares a run with itself. A work ratio
// compares two runs a second apart, and on a hyper-thread the same work costs up to twice the CPU time while
// the other one is busy with somebody else's.
constexpr measure::Prior gain_prior{0.05, 8};
constexpr measure::Prior work_prior{0.2, 8};

// a / b, where both are uncertain independently of each other.
measure::Estimate quotient(const measure::Estimate& a, const measure::Estimate& b) {
    const double half = std::hypot(std::log(a.high / a.value), std::log(b.high / b.value));
    const double value = a.value / b.value;
    return {value, value * std::exp(-half), value * std::exp(half)};
}

enum class Structure { serial, parallel, between };

Structure structure_of(const CpuRun& run) {
    if (run.parallelism <= serial_at_most) {
        return Structure::serial;
    }
    return run.parallelism_low >= parallel_at_least ? Structure::parallel : Structure::between;
}

// The structure that the diagnosis runs agree on; nullopt while they contradict each other or are too few.
std::optional<Structure> agreed_structure(std::span<const CpuRun> runs) {
    int serial = 0;
    int parallel = 0;
    int between = 0;
    bool default_runs_demand_more = false;
    bool default_run_seen = false;
    for (const CpuRun& run : runs) {
        if (run.diagnosis) {
            const Structure structure = structure_of(run);
            serial += structure == Structure::serial ? 1 : 0;
            parallel += structure == Structure::parallel ? 1 : 0;
            between += structure == Structure::between ? 1 : 0;
        } else {
            default_run_seen = true;
            default_runs_demand_more = default_runs_demand_more || run.parallelism_low >= parallel_at_least;
        }
    }
    const bool serial_confirmed = serial >= 2 || (default_run_seen && !default_runs_demand_more);
    if (serial > 0 && serial > parallel + between) {
        return serial_confirmed ? std::optional(Structure::serial) : std::nullopt;
    }
    if (parallel > serial && between == 0) {
        return Structure::parallel;
    }
    return serial == 0 && parallel + between > 0 ? std::optional(Structure::between) : std::nullopt;
}

} // namespace

CpuDecision decide_cpu(const CpuAsk& ask, std::span<const CpuRun> runs) {
    CpuDecision decision;
    const int all_cores = ask.wall_cores.back();
    if (runs.empty()) {
        decision.next = NextRun{all_cores, true, true};
        return decision;
    }

    // The real wall times come first: they are shown whatever the verdict.
    const bool looks_serial = structure_of(runs.front()) == Structure::serial;
    for (const int cores : ask.wall_cores) {
        const bool done = std::any_of(runs.begin(), runs.end(), [&](const CpuRun& run) {
            return !run.diagnosis && run.cores == cores;
        });
        if (!done) {
            decision.next = NextRun{cores, false, !looks_serial};
            break;
        }
    }

    const std::optional<Structure> structure = agreed_structure(runs);
    std::vector<double> gains;
    std::vector<double> work_ratios;
    for (const CpuRun& run : runs) {
        if (run.diagnosis || structure == Structure::parallel) {
            gains.push_back(run.gain);
        }
        if (run.cores == 1) {
            work_ratios.push_back(run.work_ratio);
        }
    }
    if (decision.next) {
        return decision;
    }
    decision.work_ratio = measure::ratio_estimate(work_ratios, confidence, work_prior);
    decision.speedup = quotient(measure::ratio_estimate(gains, confidence, gain_prior), decision.work_ratio);

    const auto decided = [&](Verdict verdict, std::optional<Reason> reason) {
        decision.verdict = verdict;
        decision.reason = reason;
        return decision;
    };
    if (structure == Structure::serial) {
        return decided(Verdict::failed, Reason::not_parallel);
    }
    const bool last = runs.size() >= max_cpu_runs;
    if (structure) {
        const measure::Estimate& work = decision.work_ratio;
        const bool too_slow = decision.speedup.high < ask.speedup;
        // Wasted work explains a low speedup, so it is told first, and waited for.
        if (work.low > ask.work_ratio_max || (too_slow && last && work.value > ask.work_ratio_max)) {
            return decided(Verdict::failed, Reason::wasted_work);
        }
        if (too_slow && (work.high < ask.work_ratio_max || last)) {
            // Processes that hand a baton to each other ask for a little more than one core: the one that is
            // woken queues while the one that woke it finishes its sentence. An idle machine would not even
            // show that.
            const bool takes_turns = structure == Structure::between && measure::median(gains) <= serial_gain;
            return decided(Verdict::failed, takes_turns ? Reason::not_parallel : Reason::too_slow);
        }
        if (decision.speedup.low >= ask.speedup && work.value <= ask.work_ratio_max) {
            return decided(Verdict::passed, std::nullopt);
        }
    }
    if (last) {
        return decided(Verdict::inconclusive, Reason::too_noisy);
    }
    // A run on one core tells both the gain and the work ratio.
    decision.next = NextRun{1, structure != Structure::parallel, true};
    return decision;
}

} // namespace gilkit::judge
