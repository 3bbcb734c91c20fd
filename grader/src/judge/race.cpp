#include "judge/race.hpp"

#include "judge/answers.hpp"
#include "judge/explain.hpp"
#include "judge/value.hpp"
#include "judge/watched_box.hpp"
#include "os/clock.hpp"
#include "sandbox/conversation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace gilkit::judge {

namespace {

using sandbox::Ending;

// No switch by the interpreter's own will falls into a plain call.
constexpr double plain_interval_s = 1.0;
// Where there is no GIL, or it is handed over by other rules, a race may show even then. Who is wrong for
// another reason is so each time.
constexpr int most_plain_calls = 10;
// Once a schedule has shown the race, the others only count how often; nobody waits longer for that.
constexpr double counting_s = 10.0;

class RaceJudge {
public:
    RaceJudge(const content::RaceRequirement& asks, const Grading& grading, const Cases& cases)
        : asks_(asks), grading_(grading), result_(grading.result), exercise_(grading.exercise),
          cases_(cases) {}

    Judged judge() {
        grading_.tell("checking answers");
        sandbox::BoxSpec plain = grading_.boxes.submission();
        plain.schedules = true; // to be told where threads are stuck
        plain.switch_interval_s = plain_interval_s;
        const auto right = in_box(plain, [this](WatchedBox& watched) { return plain_calls(watched); });
        if (!right || !*right) {
            return right ? Judged{} : tl::unexpected(right.error());
        }
        grading_.settle({"answers",
                         unsteady_ ? CheckStatus::failed : CheckStatus::passed,
                         fmt::format("{}.", plain_answers()),
                         {},
                         {}});
        sandbox::BoxSpec hostile = grading_.boxes.submission();
        hostile.schedules = true;
        const auto tried = in_box(hostile, [this](WatchedBox& watched) { return schedules(watched); });
        if (!tried) {
            return tl::unexpected(tried.error());
        }
        if (*tried) {
            conclude();
        }
        return {};
    }

private:
    using Done = tl::expected<bool, JudgeError>; // false: the result is complete

    // Starts a box, imports the submission and has `calls` made.
    template<typename Calls>
    Done in_box(const sandbox::BoxSpec& spec, Calls calls) {
        auto box = sandbox::Box::start(spec);
        if (!box) {
            return tl::unexpected(from_failure(box.error()));
        }
        WatchedBox watched(*box, spec);
        const auto loaded = watched.load(exercise_.limits.time_s);
        if (!loaded) {
            return tl::unexpected(from_failure(loaded.error()));
        }
        Done done = false;
        if (loaded->ending == Ending::loaded && watched.fault() == RunFault::none) {
            done = calls(watched);
        } else {
            explain_failed_run(result_, exercise_, *loaded, watched.fault(), exercise_.limits.time_s);
        }
        result_.output = box->output();
        return done;
    }

    Done plain_calls(WatchedBox& watched) {
        for (std::size_t i = 0; i < cases_.arguments.size(); ++i) {
            const auto reply = call(watched, nullptr, i);
            if (!reply) {
                return tl::unexpected(reply.error());
            }
            if (watched.fault() != RunFault::none || reply->ending != Ending::returned) {
                explain_failed(watched, *reply, "In a plain call", "answers");
                return false;
            }
            if (same_value(cases_.expected.values[i], reply->value)) {
                continue;
            }
            const auto right_again = is_right_again(watched, i);
            if (!right_again) {
                return tl::unexpected(right_again.error());
            }
            if (!*right_again) {
                explain_wrong_answer(result_, exercise_, cases_.arguments[i], cases_.expected.values[i],
                                     reply->value);
                return false;
            }
            unsteady_ = true;
            first_case_ = i;
            first_reply_ = *reply;
            return true;
        }
        return true;
    }

    // Whether this call, whose answer was wrong, is ever answered rightly. What is kept from call to call
    // makes each wrong in another way, so that two answers differ is not enough.
    Done is_right_again(WatchedBox& watched, std::size_t which) {
        for (int i = 1; i < most_plain_calls; ++i) {
            const auto reply = call(watched, nullptr, which);
            if (!reply) {
                return tl::unexpected(reply.error());
            }
            if (watched.fault() != RunFault::none || reply->ending != Ending::returned) {
                return false; // it fails in its own way, too: what it answered is told
            }
            if (same_value(cases_.expected.values[which], reply->value)) {
                return true;
            }
        }
        return false;
    }

    Done schedules(WatchedBox& watched) {
        const std::size_t tasks_at_rest = watched.tasks();
        const std::int64_t begin_ns = os::monotonic_ns();
        result_.schedules.emplace();
        // One after the other: the runner tries all its ways in turn, and learns from one for the next.
        const std::uint64_t first_seed = grading_.seeds.next();
        for (int i = 0; i < asks_.schedules; ++i) {
            grading_.tell(fmt::format("schedule {} of {}", i + 1, asks_.schedules));
            const std::size_t which = static_cast<std::size_t>(i) % cases_.arguments.size();
            const nlohmann::json schedule{{"seed", first_seed + static_cast<std::uint64_t>(i)},
                                          {"threads", exercise_.workers}};
            auto reply = call(watched, schedule, which);
            if (!reply) {
                return tl::unexpected(reply.error());
            }
            threads_ =
                std::max(threads_, watched.most_tasks() - std::min(watched.most_tasks(), tasks_at_rest));
            ++result_.schedules->tried;
            const bool answered = reply->ending == Ending::returned || reply->ending == Ending::raised;
            if (watched.fault() != RunFault::none || !answered) {
                explain_failed(watched, *reply, fmt::format("Under schedule {}", i + 1), "schedules");
                return false;
            }
            if (reply->ending == Ending::raised || !same_value(cases_.expected.values[which], reply->value)) {
                if (result_.schedules->wrong++ == 0) {
                    first_wrong_ = i + 1;
                    first_case_ = which;
                    first_reply_ = *std::move(reply);
                }
            }
            if (result_.schedules->wrong > 0 && os::seconds(os::monotonic_ns() - begin_ns) > counting_s) {
                break;
            }
        }
        return true;
    }

    tl::expected<sandbox::Reply, JudgeError> call(WatchedBox& watched, const nlohmann::json& schedule,
                                                  std::size_t which) {
        auto reply = watched.call_under(schedule, cases_.arguments[which], exercise_.limits.time_s);
        if (!reply) {
            return tl::unexpected(from_failure(reply.error()));
        }
        return *std::move(reply);
    }

    // A call that gave nothing: stuck, killed, or what else can happen to programs.
    void explain_failed(WatchedBox& watched, const sandbox::Reply& reply, const std::string& when,
                        const std::string& check) {
        const RunFault fault = watched.fault();
        explain_failed_run(result_, exercise_, reply, fault, exercise_.limits.time_s, check);
        if (fault != RunFault::deadlocked && reply.ending != Ending::time_limit) {
            return;
        }
        std::string where;
        const nlohmann::json threads = watched.stacks();
        for (const auto& thread : threads) {
            if (thread.is_object()) {
                where += fmt::format(
                    "\n    {}, line {} in {}(): {}", sandbox::text_field(thread, "name", 100),
                    sandbox::int_field(thread, "line"), sandbox::text_field(thread, "function", 100),
                    sandbox::text_field(thread, "text", 200));
            }
        }
        if (!where.empty()) {
            result_.explanation.insert(result_.explanation.begin(),
                                       fmt::format("{} its threads were here:{}", when, where));
        }
    }

    std::string how_few() const {
        if (threads_ == 0) {
            return "none of its threads was seen";
        }
        return threads_ == 1 ? "never more than one of its threads was there"
                             : fmt::format("never more than {} of its threads were there", threads_);
    }

    void conclude() {
        const Schedules& schedules = *result_.schedules;
        const bool few = threads_ < static_cast<std::size_t>(exercise_.workers);
        result_.checks.push_back({"threads",
                                  few ? CheckStatus::failed : CheckStatus::passed,
                                  fmt::format("Threads of its own at the same time: {} ({} asked for).",
                                              threads_, exercise_.workers),
                                  {},
                                  {}});
        if (schedules.wrong > 0 || unsteady_) {
            conclude_race(schedules);
            return;
        }
        const bool tells = tells_of_bytecodes();
        result_.checks.push_back({"schedules",
                                  tells ? CheckStatus::passed : CheckStatus::inconclusive,
                                  fmt::format("Right answers under all of {} schedules.", schedules.tried),
                                  {},
                                  {}});
        if (few) {
            result_.verdict = Verdict::failed;
            result_.reason = Reason::not_concurrent;
            result_.message =
                fmt::format("Your program gives right answers, but {}; the exercise asks for {} at once.",
                            how_few(), exercise_.workers);
            result_.explanation.emplace_back(
                "Threads that never meet can't get in each other's way, and don't do anything at the same "
                "time either.");
            result_.explanation.emplace_back("Try: start all threads before you join the first.");
            return;
        }
        if (!tells) {
            result_.verdict = Verdict::inconclusive;
            result_.reason = Reason::unsupported;
            result_.message = fmt::format("Right answers under {} hostile schedules; but they hold threads "
                                          "between lines only in {}, and races "
                                          "are between bytecodes.",
                                          schedules.tried, result_.interpreter->implementation);
            result_.explanation.emplace_back("Try: grade it with CPython (--python python3).");
            return;
        }
        result_.verdict = Verdict::passed;
        result_.score = 1.0;
        result_.message = fmt::format("Right answers under {} hostile schedules.", schedules.tried);
    }

    // What schedules show wrong is wrong in every Python, but only CPython tells of enough to show what is
    // right (runner/gilkit_instructions.py).
    bool tells_of_bytecodes() const {
        return !result_.interpreter || result_.interpreter->implementation == "CPython";
    }

    std::string_view plain_answers() const {
        return unsteady_ ? "Right and wrong answers to the same plain call" : "Right answers in plain calls";
    }

    void conclude_race(const Schedules& schedules) {
        const nlohmann::json& expected = cases_.expected.values[first_case_];
        const bool raised = first_reply_.ending == Ending::raised;
        const std::string actual = raised
                                       ? fmt::format("raised {}: {}", first_reply_.kind, first_reply_.message)
                                       : show_value(first_reply_.value);
        result_.checks.push_back(
            {"schedules", schedules.wrong == 0 ? CheckStatus::passed : CheckStatus::failed,
             schedules.wrong == 0 ? fmt::format("Right under all of {} schedules.", schedules.tried)
                                  : fmt::format("Wrong under {} of {} schedules, first under schedule {}.",
                                                schedules.wrong, schedules.tried, first_wrong_),
             show_value(expected), actual});
        result_.verdict = Verdict::failed;
        result_.reason = Reason::race;
        result_.message =
            fmt::format("{}, and wrong ones under {} of {} hostile schedules: your threads get in "
                        "each other's way.",
                        plain_answers(), schedules.wrong, schedules.tried);
        auto& text = result_.explanation;
        const std::string made = call_text(exercise_, cases_.arguments[first_case_]);
        text.push_back(schedules.wrong > 0
                           ? fmt::format("The call under schedule {} was {}.", first_wrong_, made)
                           : fmt::format("The plain call was {}.", made));
        text.emplace_back(
            "A schedule lets one thread wait between two bytecodes while others go on. Python may do that to "
            "any thread at any time; which places it happens to spare differs from version to version.");
        text.emplace_back(
            "Try: find what several threads read and then write, and hold one lock, the same for "
            "all of them, from before the read until after the write.");
        text.push_back(fmt::format("The same schedules again: gilkit grade --seed {} …", result_.seed));
    }

    const content::RaceRequirement& asks_;
    const Grading& grading_;
    Result& result_;
    const content::Exercise& exercise_;
    const Cases& cases_;
    std::size_t threads_ = 0; // of its own, at most at once
    bool unsteady_ = false;   // a plain call has given different answers
    int first_wrong_ = 0;     // 1-based
    std::size_t first_case_ = 0;
    sandbox::Reply first_reply_;
};

} // namespace

Judged judge(const content::RaceRequirement& requirement, const Grading& grading) {
    const auto cases = answered_cases(grading);
    if (!cases) {
        return tl::unexpected(cases.error());
    }
    return RaceJudge(requirement, grading, *cases).judge();
}

} // namespace gilkit::judge
