#include "judge/io/judge.hpp"

#include "judge/answers.hpp"
#include "judge/explain.hpp"
#include "judge/io/explain.hpp"
#include "judge/io/served_box.hpp"
#include "judge/io/site.hpp"
#include "judge/io/work.hpp"
#include "judge/value.hpp"

#include <fmt/format.h>

#include <utility>

namespace gilkit::judge {

namespace {

using sandbox::Ending;

// A busy machine can only make less seem to be under way than is, for a moment. Who is at least as near as
// this to what is asked for is looked at again, and his best counts.
constexpr double near = 0.7;
constexpr int most_workloads = 3;

// A fault of the exercise's own files.
tl::unexpected<JudgeError> content_fault(const std::filesystem::path& file, const std::string& what) {
    return tl::unexpected(JudgeError{false, fmt::format("{}: {}", file.string(), what)});
}

tl::expected<std::vector<ServedCall>, JudgeError>
make_calls(const Grading& grading, const std::string& function, const std::vector<nlohmann::json>& asked) {
    const std::filesystem::path& inputs = grading.exercise.inputs;
    return run_trusted(grading.boxes, inputs, function, asked)
        .and_then([&](const TrustedAnswers& made) -> tl::expected<std::vector<ServedCall>, JudgeError> {
            // cases() gives a list in one call, workload() one in each.
            const bool is_list = made.values.size() == 1 && made.values.front().is_array();
            std::vector<ServedCall> calls;
            for (const nlohmann::json& value : is_list ? made.values.front() : nlohmann::json(made.values)) {
                auto call = served_call_from(value);
                if (!call) {
                    return content_fault(inputs, fmt::format("{}(): {}", function, call.error()));
                }
                calls.push_back(*std::move(call));
            }
            return calls;
        });
}

class IoJudge {
public:
    IoJudge(const content::IoRequirement& asks, const Grading& grading)
        : asks_(asks), grading_(grading), result_(grading.result), exercise_(grading.exercise) {}

    Judged judge() {
        grading_.tell("making pages");
        auto cases =
            make_calls(grading_, "cases", {nlohmann::json::array({{"seed", grading_.seeds.next()}})});
        if (!cases) {
            return tl::unexpected(cases.error());
        }
        std::vector<nlohmann::json> asked;
        asked.reserve(most_workloads);
        for (int i = 0; i < most_workloads; ++i) {
            asked.push_back(nlohmann::json::array(
                {{"seed", grading_.seeds.next()}, {"workers", exercise_.workers}, {"scale", 1.0}}));
        }
        auto workloads = make_calls(grading_, "workload", asked);
        if (!workloads) {
            return tl::unexpected(workloads.error());
        }
        const std::size_t first_workload = cases->size();
        calls_ = *std::move(cases);
        for (ServedCall& workload : *workloads) {
            calls_.push_back(std::move(workload));
        }
        if (auto answered = ask_reference(); !answered) {
            return answered;
        }
        auto judged = ask_submission(first_workload);
        return judged && goes_on() ? judge_work(*asks_.work, grading_) : std::move(judged);
    }

private:
    // In whose runs its answers have to be right as well.
    bool goes_on() const { return asks_.work && result_.verdict == Verdict::passed; }

    Judged ask_reference() {
        const auto spec = grading_.boxes.trusted(exercise_.reference, exercise_.function);
        if (!spec) {
            return tl::unexpected(spec.error());
        }
        constexpr double patience_s = 60;
        return in_served_box(*spec, false, exercise_.workers, [&](ServedBox& box) -> Judged {
            auto reply = box.load(patience_s);
            if (reply && reply->ending != Ending::loaded) {
                return content_fault(exercise_.reference,
                                     "can't be imported: " + ending_of(*reply, box.fault()));
            }
            for (const ServedCall& call : calls_) {
                reply = reply ? box.call(call, patience_s) : std::move(reply);
                if (!reply) {
                    break;
                }
                if (reply->ending != Ending::returned) {
                    return content_fault(exercise_.reference,
                                         fmt::format("{}() gave no result: {}", exercise_.function,
                                                     ending_of(*reply, box.fault())));
                }
                expected_.push_back(std::move(reply->value));
            }
            return reply ? Judged{} : tl::unexpected(from_failure(reply.error()));
        });
    }

    Judged ask_submission(std::size_t first_workload) {
        const double limit_s = exercise_.limits.time_s;
        return in_served_box(
            grading_.boxes.submission(), true, exercise_.workers, [&](ServedBox& box) -> Judged {
                grading_.tell("checking answers");
                auto reply = box.load(limit_s);
                bool good = reply && reply->ending == Ending::loaded && box.fault() == RunFault::none;
                for (std::size_t i = 0; good && i < calls_.size(); ++i) {
                    if (i == first_workload) {
                        settle_cases(grading_, first_workload);
                    }
                    if (i >= first_workload) {
                        grading_.tell("what is under way at the same time");
                    }
                    reply = box.call(calls_[i], limit_s);
                    if (reply && box.is_flooded()) {
                        explain_flood(result_, box.traffic());
                        result_.output = box.output();
                        return {};
                    }
                    good = reply && reply->ending == Ending::returned && box.fault() == RunFault::none;
                    if (good && !same_value(expected_[i], reply->value)) {
                        result_.output = box.output();
                        explain_wrong_answer(result_, exercise_, calls_[i].arguments, expected_[i],
                                             reply->value);
                        return {};
                    }
                    if (good && i >= first_workload && !note(box.traffic())) {
                        break;
                    }
                }
                if (good) {
                    reply = box.finish(limit_s);
                    good = reply && box.fault() == RunFault::none;
                }
                if (!reply) {
                    return tl::unexpected(from_failure(reply.error()));
                }
                result_.output = box.output();
                if (!good) {
                    explain_failed_run(result_, exercise_, *reply, box.fault(), limit_s);
                    return {};
                }
                explain_traffic(result_, exercise_, asks_, *best_);
                if (!goes_on()) {
                    result_.checks.push_back({"answers", CheckStatus::passed, "Right answers.", {}, {}});
                }
                grading_.settle_all();
                return {};
            });
    }

    // Whether another look may change what is to be said.
    bool note(const Traffic& traffic) {
        if (!best_ || traffic.mean_in_flight > best_->mean_in_flight) {
            best_ = traffic;
        }
        if (asked_wrongly(traffic, asks_)) {
            best_ = traffic;
            return false;
        }
        return traffic.mean_in_flight < asks_.in_flight && traffic.mean_in_flight >= near * asks_.in_flight;
    }

    const content::IoRequirement& asks_;
    const Grading& grading_;
    Result& result_;
    const content::Exercise& exercise_;
    std::vector<ServedCall> calls_;        // the cases, then the workloads
    std::vector<nlohmann::json> expected_; // one a call
    std::optional<Traffic> best_;          // of the workloads
};

} // namespace

Judged judge(const content::IoRequirement& requirement, const Grading& grading) {
    if (grading.options.enclosure.tier == sandbox::Tier::C) {
        Result& result = grading.result;
        result.verdict = Verdict::inconclusive;
        result.reason = Reason::unsupported;
        result.message = "This exercise needs a network of the box's own, which tier C does not have.";
        result.explanation.emplace_back(
            "Try: let bubblewrap make namespaces here (gilkit doctor says what forbids it; in a container: "
            "--security-opt seccomp=unconfined), or, for programs that you trust, GILKIT_TIER=D.");
        return {};
    }
    return IoJudge(requirement, grading).judge();
}

} // namespace gilkit::judge
