#include "judge/cpu/judge.hpp"

#include "judge/answers.hpp"
#include "judge/cpu/baseline.hpp"
#include "judge/cpu/decision.hpp"
#include "judge/cpu/explain.hpp"
#include "judge/cpu/workloads.hpp"
#include "judge/explain.hpp"
#include "judge/timed_run.hpp"
#include "judge/value.hpp"
#include "measure/statistics.hpp"
#include "os/cores.hpp"
#include "os/procfs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>

namespace gilkit::judge {

namespace {

constexpr double diagnosis_interval_s = 1.0;
// A submission may take this many times as long as the baseline did, where that is more than the exercise
// allows: on a slow machine, and not on a busy one.
constexpr double baseline_patience = 8.0;
// The ceiling that the GIL sets is an estimate, too: it is not to lower a gain that is about as large.
constexpr double ceiling_slack = 1.1;
constexpr std::array predicted_cores{2, 4, 8, 16};
// With less than this share of a core a grading would take many minutes.
constexpr double too_few_cores = 0.25;

class CpuJudge {
public:
    CpuJudge(const content::CpuRequirement& asks, const Grading& grading)
        : asks_(asks), grading_(grading), result_(grading.result), exercise_(grading.exercise),
          boxes_(grading.boxes), cpus_(os::allowed_cpus()) {}

    Judged judge() {
        const double cores = os::effective_cores();
        if (cores < too_few_cores) {
            result_.verdict = Verdict::inconclusive;
            result_.reason = Reason::too_few_cores;
            result_.message = fmt::format(
                "Right answers; but gilkit may use {:.2f} of a core here, too little to measure with.",
                cores);
            result_.explanation.emplace_back(
                "Try: raise the CPU quota of the container or control group to a core or more; `gilkit "
                "doctor` shows what it is.");
            return {};
        }
        result_.measurement.emplace();
        result_.measurement->cores = exercise_.workers;
        result_.measurement->required_speedup = asks_.speedup;
        if (auto begun = begin(Work::usual); !begun) {
            return begun;
        }
        const CpuAsk ask{asks_.speedup, asks_.work_ratio_max, wall_core_counts(cores)};
        bool plenty = false;
        for (;;) {
            CpuDecision decision = decide_cpu(ask, runs_);
            seems_parallel_ = decision.is_parallel;
            if (!plenty && starting_may_be_all(ask, runs_, decision)) {
                plenty = true;
                if (auto begun = begin(Work::plenty); !begun) {
                    return begun;
                }
                continue;
            }
            if (!decision.next) {
                conclude(decision);
                return {};
            }
            const auto right = run_pair(*decision.next);
            if (!right) {
                return tl::unexpected(right.error());
            }
            if (!*right) {
                result_.measurement.reset();
                return {};
            }
        }
    }

private:
    // With that much work, from the first run on.
    Judged begin(Work work) {
        result_.measurement->runs.clear();
        baselines_.clear();
        runs_.clear();
        gains_.clear();
        walls_.clear();
        shape_ = {};
        tell("the reference");
        auto workloads = Workloads::make(grading_, work);
        if (!workloads) {
            return tl::unexpected(workloads.error());
        }
        workloads_ = *std::move(workloads);
        return {};
    }

    // Whether the submission's answer was right; if not, the result is complete.
    tl::expected<bool, JudgeError> run_pair(const NextRun& next) {
        std::optional<Baseline> first = workloads_.take_first_baseline();
        if (next.baseline == BaselineRun::before && first) {
            add(*std::move(first));
        } else if (next.baseline == BaselineRun::before) {
            tell("the reference");
            auto run = run_baseline(exercise_, boxes_, workloads_.next());
            if (!run) {
                return tl::unexpected(run.error());
            }
            add(*std::move(run));
        }
        const auto cores = std::min(static_cast<std::size_t>(next.cores), cpus_.size());
        sandbox::BoxSpec spec = boxes_.submission();
        spec.cpus.assign(cpus_.begin(), cpus_.begin() + static_cast<std::ptrdiff_t>(cores));
        if (next.diagnosis) {
            spec.switch_interval_s = diagnosis_interval_s;
        }
        const bool beside = next.baseline == BaselineRun::beside;
        std::optional<BaselineBeside> other;
        if (beside) {
            auto started = BaselineBeside::start(exercise_, boxes_, workloads_.next(), cpus_.front());
            if (!started) {
                return tl::unexpected(started.error());
            }
            other.emplace(*std::move(started));
            spec.nice = nice_for(shape_.parallelism);
        }
        tell(beside
                 ? "your program and the reference, side by side"
                 : fmt::format("your program on {}", cores == 1 ? "1 core" : fmt::format("{} cores", cores)));
        const nlohmann::json arguments = beside ? workloads_.last() : baselines_.back().arguments;
        const double time_limit_s =
            std::max(exercise_.limits.time_s, baseline_patience * baselines_.back().figures.cpu_s);
        auto run = run_timed(spec, arguments, time_limit_s, looks_at_gil(next), boxes_.partner());
        if (!run) {
            return tl::unexpected(from_failure(run.error()));
        }
        result_.output = run->output;
        if (run->fault != RunFault::none || run->reply.ending != sandbox::Ending::returned || !run->demand) {
            explain_failed_run(result_, exercise_, run->reply, run->fault, time_limit_s);
            return false;
        }
        if (other) {
            auto finished = other->finish();
            if (!finished) {
                return tl::unexpected(finished.error());
            }
            add(*std::move(finished));
        }
        const Baseline& baseline = baselines_.back();
        if (!same_value(baseline.answer, run->reply.value)) {
            explain_wrong_answer(result_, exercise_, baseline.arguments, baseline.answer, run->reply.value);
            return false;
        }
        note(next, *std::move(run));
        return true;
    }

    // What may not be parallel is looked at in further runs as well: with the long switch interval of a
    // diagnosis threads hardly take turns, and short runs are looked at too seldom to tell. From what is
    // parallel, speedups are measured, which nothing should disturb.
    bool looks_at_gil(const NextRun& next) const { return next.diagnosis || may_be_serial(runs_); }

    // The kernel weighs a step of niceness as 1.25 (sched_prio_to_weight): many tasks together then weigh
    // about as much as the baseline's one, and both need the core for the same time.
    static int nice_for(double tasks) {
        return static_cast<int>(std::lround(std::log(std::clamp(tasks, 1.0, 16.0)) / std::log(1.25)));
    }

    void add(Baseline baseline) {
        result_.measurement->runs.push_back(baseline.figures);
        baselines_.push_back(std::move(baseline));
    }

    void note(const NextRun& next, TimedRun run) {
        const measure::Demand& demand = *run.demand;
        const bool beside = next.baseline == BaselineRun::beside;
        const auto gil_ceiling = run.gil_ceiling ? gil::ceiling_of({*run.gil_ceiling}) : std::nullopt;
        RunFigures figures = figures_of(Role::submission, next.cores, demand);
        figures.diagnosis = next.diagnosis;
        figures.beside = beside;
        figures.gil_ceiling = gil_ceiling;
        result_.measurement->runs.push_back(figures);

        const double most =
            gil_ceiling ? *gil_ceiling * ceiling_slack : std::numeric_limits<double>::infinity();
        const auto gain_on = [&](double cores) {
            return std::min(demand.cpu_s / std::max(demand.trace.replay_s(cores), 1e-6), most);
        };
        const Baseline& baseline = baselines_.back();
        const double baseline_s = std::max(baseline.figures.cpu_s, 1e-6);
        runs_.push_back({next.cores, next.diagnosis, figures.parallelism, figures.parallelism_low,
                         gain_on(exercise_.workers), demand.cpu_s / baseline_s, baseline.start_s / baseline_s,
                         beside, run.gil_ceiling});
        std::array<double, predicted_cores.size()> gains{};
        std::transform(predicted_cores.begin(), predicted_cores.end(), gains.begin(), gain_on);
        gains_.push_back(gains);
        if (next.diagnosis && (shape_.busy_processes == 0 || figures.parallelism > shape_.parallelism)) {
            shape_.parallelism = figures.parallelism;
            shape_.busy_processes = demand.busy_processes;
            shape_.busy_threads = demand.busy_threads;
        }
        if (run.gil) {
            result_.gil = std::move(run.gil);
        }
        if (!next.diagnosis && !beside) {
            walls_.push_back({next.cores, demand.wall_s, 0});
        }
    }

    void conclude(const CpuDecision& decision) {
        result_.verdict = decision.verdict;
        result_.reason = decision.reason;
        Measurement& measured = *result_.measurement;
        measured.work_ratio = decision.work_ratio.value;
        measured.speedup = Interval{decision.speedup.value, decision.speedup.low, decision.speedup.high};
        result_.score =
            decision.verdict == Verdict::passed ? 1.0 : score_of(decision.speedup.value, asks_.speedup);
        if (decision.reason == Reason::not_parallel) {
            result_.score = 0.0; // what it gains, it gains by other means than cores
        }
        if (decision.reason == Reason::wasted_work) {
            *result_.score *= std::min(1.0, asks_.work_ratio_max / decision.work_ratio.value);
        }
        measured.serial_fraction = measure::serial_fraction(decision.speedup.value, measured.cores);

        std::vector<double> baseline_walls;
        double queue_s = 0;
        double wanted_s = 0;
        for (const Baseline& baseline : baselines_) {
            if (!baseline.figures.beside) {
                baseline_walls.push_back(baseline.figures.wall_s);
                queue_s += baseline.figures.queue_s;
                wanted_s += baseline.figures.queue_s + baseline.figures.cpu_s;
            }
        }
        // The baseline has one thread: whatever it queued for, neighbours had.
        measured.machine_busy = wanted_s > 0 ? queue_s / wanted_s : 0;
        for (MeasuredWall& wall : walls_) {
            wall.speedup = measure::median(baseline_walls) / std::max(wall.wall_s, 1e-6);
            const bool seen =
                std::any_of(measured.measured.begin(), measured.measured.end(),
                            [&](const MeasuredWall& other) { return other.cores == wall.cores; });
            if (!seen) {
                measured.measured.push_back(wall);
            }
        }
        std::sort(measured.measured.begin(), measured.measured.end(),
                  [](const MeasuredWall& a, const MeasuredWall& b) { return a.cores < b.cores; });
        predict(decision);
        constexpr double clearly_less = 0.8;
        shape_.gil_ceiling = decision.gil_ceiling;
        shape_.serial_by_gil = decision.serial_by_gil;
        shape_.less_work = decision.work_ratio.high < clearly_less;
        shape_.implementation = result_.interpreter ? result_.interpreter->implementation : "Python";
        shape_.gil_enabled = result_.interpreter ? result_.interpreter->gil_enabled : std::nullopt;
        result_.checks.push_back(parallel_check(decision, shape_));
        std::ranges::move(cpu_checks(decision, asks_, exercise_.workers), std::back_inserter(result_.checks));
        explain_cpu(result_, asks_, exercise_.workers, shape_);
    }

    // Over the same runs that the decision was made from.
    void predict(const CpuDecision& decision) {
        const bool all_runs = decision.reason != Reason::not_parallel;
        for (std::size_t i = 0; i < predicted_cores.size(); ++i) {
            std::vector<double> gains;
            for (std::size_t run = 0; run < runs_.size(); ++run) {
                if (all_runs || runs_[run].diagnosis) {
                    gains.push_back(gains_[run].at(i));
                }
            }
            result_.measurement->predicted[predicted_cores.at(i)] =
                measure::median(gains) / decision.work_ratio.value;
        }
    }

    void tell(std::string_view what) const {
        grading_.tell(fmt::format("{}run {}: {}", seems_parallel_ ? "parallel so far; " : "",
                                  result_.measurement->runs.size() + 1, what));
    }

    const content::CpuRequirement& asks_;
    const Grading& grading_;
    Result& result_;
    const content::Exercise& exercise_;
    const BoxFactory& boxes_;
    bool seems_parallel_ = false; // for who waits: the verdict may still be another one
    std::vector<int> cpus_;
    Workloads workloads_;
    std::vector<Baseline> baselines_;
    std::vector<CpuRun> runs_;
    std::vector<std::array<double, predicted_cores.size()>> gains_; // one a run
    std::vector<MeasuredWall> walls_;
    Shape shape_; // of the most parallel diagnosis run
};

} // namespace

std::vector<int> wall_core_counts(double effective_cores) {
    constexpr int most = 16;
    const int last = std::clamp(static_cast<int>(effective_cores), 1, most);
    std::vector<int> counts;
    for (int cores = 1; cores < last; cores *= 2) {
        counts.push_back(cores);
    }
    counts.push_back(last);
    return counts;
}

Judged judge(const content::CpuRequirement& requirement, const Grading& grading) {
    grading.tell("checking answers");
    const auto cases = answered_cases(grading);
    if (!cases) {
        return tl::unexpected(cases.error());
    }
    const auto right = check_answers(grading, *cases);
    if (!right) {
        return tl::unexpected(right.error());
    }
    if (!*right) {
        return {};
    }
    settle_cases(grading, cases->arguments.size());
    return judge_speedup(requirement, grading);
}

Judged judge_speedup(const content::CpuRequirement& requirement, const Grading& grading) {
    if (!os::run_queue_delay_available()) {
        Result& result = grading.result;
        result.verdict = Verdict::inconclusive;
        result.reason = Reason::unsupported;
        result.message = "Right answers; but this kernel does not tell how long threads wait for a core, so "
                         "parallelism can't be measured.";
        result.explanation.emplace_back(
            "Try: a Linux kernel built with CONFIG_SCHED_INFO (the distributions' "
            "kernels are), where /proc/self/schedstat holds three numbers.");
        return {};
    }
    return CpuJudge(requirement, grading).judge();
}

} // namespace gilkit::judge
