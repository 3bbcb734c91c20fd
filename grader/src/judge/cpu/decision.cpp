#include "judge/cpu/decision.hpp"

#include <algorithm>
#include <cmath>

namespace gilkit::judge {

namespace {

constexpr double confidence = 0.99;

// How far logarithms scatter between runs, beforehand. A gain compares a run with itself, and a work ratio
// what shared a core; a ratio of two runs one after the other takes in all that the machine did in between.
constexpr measure::Prior gain_prior{0.06, 8};
constexpr measure::Prior beside_prior{0.05, 8};
constexpr measure::Prior apart_prior{0.25, 8};

// a / b, where both are uncertain independently of each other.
measure::Estimate quotient(const measure::Estimate& a, const measure::Estimate& b) {
    const double half = std::hypot(std::log(a.high / a.value), std::log(b.high / b.value));
    const double value = a.value / b.value;
    return {value, value * std::exp(-half), value * std::exp(half)};
}

enum class Structure { serial, parallel, between };

// Over all runs: a short one is looked at too seldom.
std::optional<double> gil_ceiling_of(std::span<const CpuRun> runs) {
    std::vector<gil::Ceiling> ceilings;
    for (const CpuRun& run : runs) {
        if (run.gil_ceiling) {
            ceilings.push_back(*run.gil_ceiling);
        }
    }
    return gil::ceiling_of(ceilings);
}

// Threads that hand the GIL on and sleep are seen awake without it while they only wait to go to sleep: what
// is serial has a ceiling a little above one, too. It is not to fail what may gain as much as is asked for.
bool serial_by_gil(const CpuAsk& ask, std::span<const CpuRun> runs) {
    const auto ceiling = gil_ceiling_of(runs);
    return ceiling && (*ceiling <= serial_at_most || (*ceiling <= serial_gain && *ceiling < ask.speedup));
}

Structure structure_of(const CpuRun& run) {
    if (run.parallelism <= serial_at_most) {
        return Structure::serial;
    }
    return run.parallelism_low >= parallel_at_least ? Structure::parallel : Structure::between;
}

// The structure that the diagnosis runs agree on; nullopt while they contradict each other or are too few.
std::optional<Structure> agreed_structure(const CpuAsk& ask, std::span<const CpuRun> runs) {
    if (runs.size() > 1 && serial_by_gil(ask, runs)) {
        return Structure::serial;
    }
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

bool may_be_serial(std::span<const CpuRun> runs) {
    const bool gil_seen =
        std::any_of(runs.begin(), runs.end(), [](const CpuRun& run) { return run.gil_ceiling.has_value(); });
    return std::any_of(runs.begin(), runs.end(),
                       [](const CpuRun& run) { return run.parallelism < parallel_at_least; }) ||
           (gil_seen && gil_ceiling_of(runs).value_or(serial_gain) < parallel_at_least);
}

double score_of(double speedup, double required) {
    return required > 1 ? std::clamp((speedup - 1) / (required - 1), 0.0, 1.0) : 0.0;
}

namespace {

// The real wall times come first: they are shown whatever the verdict.
std::optional<NextRun> missing_wall_run(const CpuAsk& ask, std::span<const CpuRun> runs) {
    const bool gains_nothing = structure_of(runs.front()) == Structure::serial || serial_by_gil(ask, runs);
    for (const int cores : ask.wall_cores) {
        const bool done = std::any_of(runs.begin(), runs.end(), [&](const CpuRun& run) {
            return !run.diagnosis && !run.beside && run.cores == cores;
        });
        if (!done) {
            // Of a program that gains nothing from cores, the walls need no close comparison.
            const bool compare = !gains_nothing && cores == ask.wall_cores.back() && cores > 1;
            return NextRun{cores, false, compare ? BaselineRun::before : BaselineRun::last};
        }
    }
    return std::nullopt;
}

measure::Estimate work_ratio_of(std::span<const CpuRun> runs) {
    std::vector<double> beside;
    std::vector<double> apart;
    for (const CpuRun& run : runs) {
        (run.beside ? beside : apart).push_back(run.work_ratio);
    }
    return beside.empty() ? measure::ratio_estimate(apart, confidence, apart_prior)
                          : measure::ratio_estimate(beside, confidence, beside_prior);
}

measure::Estimate gain_of(std::span<const CpuRun> runs, bool clearly_parallel) {
    std::vector<double> gains;
    for (const CpuRun& run : runs) {
        if (run.diagnosis || clearly_parallel) {
            gains.push_back(run.gain);
        }
    }
    return measure::ratio_estimate(gains, confidence, gain_prior);
}

} // namespace

CpuDecision decide_cpu(const CpuAsk& ask, std::span<const CpuRun> runs) {
    CpuDecision decision;
    if (runs.empty()) {
        decision.next = NextRun{ask.wall_cores.back(), true, BaselineRun::before};
        return decision;
    }
    decision.next = missing_wall_run(ask, runs);
    if (decision.next) {
        return decision;
    }
    decision.gil_ceiling = gil_ceiling_of(runs);
    decision.serial_by_gil = serial_by_gil(ask, runs);
    const std::optional<Structure> structure = agreed_structure(ask, runs);
    decision.is_parallel = structure == Structure::parallel && !may_be_serial(runs);
    const measure::Estimate gain = gain_of(runs, structure == Structure::parallel);
    decision.work_ratio = work_ratio_of(runs);
    decision.speedup = quotient(gain, decision.work_ratio);

    const auto decided = [&](Verdict verdict, std::optional<Reason> reason) {
        decision.verdict = verdict;
        decision.reason = reason;
        return decision;
    };
    if (structure == Structure::serial) {
        return decided(Verdict::failed, Reason::not_parallel);
    }
    const bool last = runs.size() >= max_cpu_runs;
    const bool compared = std::any_of(runs.begin(), runs.end(), [](const CpuRun& run) { return run.beside; });
    if (structure && compared) {
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
            const bool takes_turns = structure == Structure::between && gain.value <= serial_gain;
            return decided(Verdict::failed, takes_turns ? Reason::not_parallel : Reason::too_slow);
        }
        if (decision.speedup.low >= ask.speedup && work.value <= ask.work_ratio_max) {
            return decided(Verdict::passed, std::nullopt);
        }
    }
    if (last) {
        return decided(Verdict::inconclusive, Reason::too_noisy);
    }
    decision.next = NextRun{1, structure != Structure::parallel, BaselineRun::beside};
    return decision;
}

bool starting_may_be_all(const CpuAsk& ask, std::span<const CpuRun> runs, const CpuDecision& decision) {
    const auto compared =
        std::count_if(runs.begin(), runs.end(), [](const CpuRun& run) { return run.beside; });
    constexpr int a_close_call = 2; // comparisons did not decide
    const bool open = decision.next.has_value();
    if (open ? compared < a_close_call
             : decision.verdict == Verdict::passed || decision.reason == Reason::not_parallel) {
        return false;
    }
    std::vector<double> start_ratios;
    for (const CpuRun& run : runs) {
        if (run.beside) { // the same moment as its work ratio
            start_ratios.push_back(run.start_ratio);
        }
    }
    constexpr double noticeable = 0.2;
    // A pool of four fresh interpreters was seen to cost 7 to 15 times what starting the baseline does. Who
    // burns for as long as the work takes costs more than that.
    constexpr double most_starts = 18;
    const double extra = decision.work_ratio.value - 1;
    if (extra < noticeable || extra > most_starts * measure::median(start_ratios)) {
        return false;
    }
    // Without any cost of its own it would be that fast; what starts serially takes a part of the gain as
    // well.
    constexpr double serial_start = 0.8;
    const double gain = decision.speedup.value * decision.work_ratio.value;
    return gain >= serial_start * ask.speedup;
}

} // namespace gilkit::judge
