#include "judge/cpu.hpp"

#include "judge/cpu_decision.hpp"
#include "judge/explain.hpp"
#include "judge/value.hpp"
#include "measure/statistics.hpp"
#include "os/cores.hpp"
#include "os/fd.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace gilkit::judge {

namespace {

constexpr double diagnosis_interval_s = 1.0;
// A submission may take this many times as long as the baseline just did: the baseline ran on the same busy
// machine a moment ago.
constexpr double baseline_patience = 8.0;
constexpr std::array predicted_cores{2, 4, 8, 16};

JudgeError from_failure(const sandbox::Failure& failure) {
    return {failure.interrupted, failure.what};
}

class CpuJudge {
public:
    CpuJudge(Result& result, const content::Exercise& exercise, const BoxFactory& boxes,
             const std::vector<nlohmann::json>& workloads, const GradeOptions& options)
        : result_(result), exercise_(exercise), boxes_(boxes), workloads_(workloads), options_(options),
          cpus_(os::allowed_cpus()) {}

    tl::expected<void, JudgeError> judge() {
        result_.measurement.emplace();
        result_.measurement->cores = exercise_.cpu.workers;
        result_.measurement->required_speedup = exercise_.cpu.speedup;
        const CpuAsk ask{exercise_.cpu.speedup, exercise_.cpu.work_ratio_max,
                         wall_core_counts(os::effective_cores())};
        for (;;) {
            CpuDecision decision = decide_cpu(ask, runs_);
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
    struct Baseline {
        measure::Demand demand;
        nlohmann::json answer;
        nlohmann::json arguments;
    };

    tl::expected<void, JudgeError> run_baseline() {
        auto spec = boxes_.trusted(exercise_.reference, exercise_.function);
        if (!spec) {
            return tl::unexpected(spec.error());
        }
        const nlohmann::json& arguments = workloads_.at(baselines_.size());
        // The reference is ours: a generous constant guards against an endless loop in it.
        constexpr double patience_s = 300;
        auto run = run_timed(*spec, arguments, patience_s);
        if (!run) {
            return tl::unexpected(from_failure(run.error()));
        }
        if (run->reply.ending != sandbox::Ending::returned || !run->demand) {
            return tl::unexpected(JudgeError{
                false, fmt::format("{}: the reference did not return a result: {} {}",
                                   exercise_.reference.string(), run->reply.kind, run->reply.message)});
        }
        add_figures(Role::baseline, static_cast<int>(cpus_.size()), false, *run->demand);
        baselines_.push_back({*std::move(run->demand), std::move(run->reply.value), arguments});
        return {};
    }

    // Whether the submission's answer was right; if not, the result is complete.
    tl::expected<bool, JudgeError> run_pair(const NextRun& next) {
        if (next.fresh_baseline) {
            tell(fmt::format("run {}: the reference", result_.measurement->runs.size() + 1));
            if (auto run = run_baseline(); !run) {
                return tl::unexpected(run.error());
            }
        }
        tell(fmt::format("run {}: your program on {}", result_.measurement->runs.size() + 1,
                         next.cores == 1 ? "1 core" : fmt::format("{} cores", next.cores)));
        const Baseline& baseline = baselines_.back();
        sandbox::BoxSpec spec = boxes_.submission();
        const auto cores = std::min(static_cast<std::size_t>(next.cores), cpus_.size());
        spec.cpus.assign(cpus_.begin(), cpus_.begin() + static_cast<std::ptrdiff_t>(cores));
        if (next.diagnosis) {
            spec.switch_interval_s = diagnosis_interval_s;
        }
        const double time_limit_s =
            std::max(exercise_.limits.time_s, baseline_patience * baseline.demand.wall_s);
        const auto run = run_timed(spec, baseline.arguments, time_limit_s);
        if (!run) {
            return tl::unexpected(from_failure(run.error()));
        }
        result_.output = run->output;
        if (run->fault != RunFault::none || run->reply.ending != sandbox::Ending::returned || !run->demand) {
            explain_failed_run(result_, exercise_, run->reply, run->fault, time_limit_s);
            return false;
        }
        if (!same_value(baseline.answer, run->reply.value)) {
            explain_wrong_answer(result_, exercise_, baseline.arguments, baseline.answer, run->reply.value);
            return false;
        }
        add_figures(Role::submission, next.cores, next.diagnosis, *run->demand);
        note(next, baseline, *run->demand);
        return true;
    }

    void note(const NextRun& next, const Baseline& baseline, const measure::Demand& demand) {
        const auto gain_on = [&](double cores) {
            return demand.cpu_s / std::max(measure::replay_s(demand.trace, cores), 1e-6);
        };
        runs_.push_back({next.cores, next.diagnosis, demand.parallelism(), demand.parallelism_low(),
                         gain_on(exercise_.cpu.workers),
                         demand.cpu_s / std::max(baseline.demand.cpu_s, 1e-6)});
        std::array<double, predicted_cores.size()> gains{};
        std::transform(predicted_cores.begin(), predicted_cores.end(), gains.begin(), gain_on);
        gains_.push_back(gains);
        if (next.diagnosis && (shape_.busy_processes == 0 || demand.parallelism() > shape_.parallelism)) {
            shape_.parallelism = demand.parallelism();
            shape_.busy_processes = demand.busy_processes;
            shape_.busy_threads = demand.busy_threads;
        }
        if (!next.diagnosis) {
            walls_.push_back({next.cores, demand.wall_s, 0});
        }
    }

    void add_figures(Role role, int cores, bool diagnosis, const measure::Demand& demand) {
        result_.measurement->runs.push_back({role, cores, diagnosis, demand.wall_s, demand.cpu_s,
                                             demand.queue_s, demand.parallelism(), demand.parallelism_low()});
    }

    void conclude(const CpuDecision& decision) {
        result_.verdict = decision.verdict;
        result_.reason = decision.reason;
        Measurement& measured = *result_.measurement;
        measured.work_ratio = decision.work_ratio.value;
        measured.speedup = Interval{decision.speedup.value, decision.speedup.low, decision.speedup.high};
        measured.serial_fraction = measure::serial_fraction(decision.speedup.value, measured.cores);

        std::vector<double> baseline_walls;
        double queue_s = 0;
        double wanted_s = 0;
        for (const Baseline& baseline : baselines_) {
            baseline_walls.push_back(baseline.demand.wall_s);
            queue_s += baseline.demand.queue_s;
            wanted_s += baseline.demand.queue_s + baseline.demand.cpu_s;
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
        add_checks(decision);
        constexpr double clearly_less = 0.8;
        shape_.less_work = decision.work_ratio.high < clearly_less;
        shape_.implementation = result_.interpreter ? result_.interpreter->implementation : "Python";
        shape_.gil_enabled = result_.interpreter ? result_.interpreter->gil_enabled : std::nullopt;
        explain_cpu(result_, exercise_, shape_);
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

    void add_checks(const CpuDecision& decision) {
        const auto status = [&](bool failed, bool known) {
            return failed ? CheckStatus::failed : known ? CheckStatus::passed : CheckStatus::inconclusive;
        };
        const bool not_parallel = decision.reason == Reason::not_parallel;
        const bool wasted = decision.reason == Reason::wasted_work;
        const bool known = decision.verdict != Verdict::inconclusive;
        auto& checks = result_.checks;
        checks.push_back({"answers", CheckStatus::passed, "Right answers, in every run.", {}, {}});
        checks.push_back(
            {"parallel",
             status(not_parallel, known),
             fmt::format("It asked for {:.2f} cores' worth of work at a time.", shape_.parallelism),
             {},
             {}});
        checks.push_back({"work",
                          not_parallel ? CheckStatus::skipped : status(wasted, known),
                          fmt::format("It used {:.2f} times the CPU time of the plain loop ({:.2f} allowed).",
                                      decision.work_ratio.value, exercise_.cpu.work_ratio_max),
                          {},
                          {}});
        checks.push_back(
            {"speedup",
             not_parallel || wasted ? CheckStatus::skipped
                                    : status(decision.reason == Reason::too_slow, known),
             fmt::format("On {} cores it is {:.2f} times as fast as the plain loop ({:.2f} asked for).",
                         exercise_.cpu.workers, decision.speedup.value, exercise_.cpu.speedup),
             {},
             {}});
    }

    void tell(std::string_view what) const {
        if (options_.progress) {
            options_.progress(what);
        }
    }

    Result& result_;
    const content::Exercise& exercise_;
    const BoxFactory& boxes_;
    const std::vector<nlohmann::json>& workloads_;
    const GradeOptions& options_;
    std::vector<int> cpus_;
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

tl::expected<void, JudgeError> judge_cpu(Result& result, const content::Exercise& exercise,
                                         const BoxFactory& boxes,
                                         const std::vector<nlohmann::json>& workloads,
                                         const GradeOptions& options) {
    return CpuJudge(result, exercise, boxes, workloads, options).judge();
}

} // namespace gilkit::judge
