#include "judge/answers.hpp"

#include "judge/explain.hpp"
#include "judge/timed_run.hpp"
#include "judge/value.hpp"

#include <fmt/format.h>

namespace gilkit::judge {

tl::expected<Cases, JudgeError> answered_cases(const Grading& grading) {
    auto made = make_cases(grading.exercise, grading.boxes, grading.seeds);
    if (!made) {
        return tl::unexpected(made.error());
    }
    auto expected = run_trusted(grading.boxes, grading.exercise.reference, grading.exercise.function, *made);
    if (!expected) {
        return tl::unexpected(expected.error());
    }
    return Cases{*std::move(made), *std::move(expected)};
}

tl::expected<bool, JudgeError> check_answers(const Grading& grading, const Cases& cases, Answer answer) {
    const content::Exercise& exercise = grading.exercise;
    const auto made = run_calls(grading.boxes.submission(), cases.arguments, exercise.limits.time_s);
    if (!made) {
        return tl::unexpected(from_failure(made.error()));
    }
    grading.result.output = made->output;
    for (std::size_t i = 0; i < made->replies.size(); ++i) {
        const sandbox::Reply& reply = made->replies[i];
        const bool answered = reply.ending == sandbox::Ending::returned ||
                              (answer == Answer::printed && reply.ending == sandbox::Ending::unsupported);
        if (!made->loaded || made->fault != RunFault::none || !answered) {
            explain_failed_run(grading.result, exercise, reply, made->fault, exercise.limits.time_s,
                               answer == Answer::printed ? "output" : "answers");
            return false;
        }
        if (answer == Answer::printed && cases.expected.printed[i] != made->printed[i]) {
            explain_wrong_output(grading.result, exercise, cases.arguments[i], cases.expected.printed[i],
                                 made->printed[i]);
            return false;
        }
        if (answer == Answer::value && !same_value(cases.expected.values[i], reply.value)) {
            explain_wrong_answer(grading.result, exercise, cases.arguments[i], cases.expected.values[i],
                                 reply.value);
            return false;
        }
    }
    return true;
}

void settle_cases(const Grading& grading, std::size_t count, std::string_view what) {
    grading.settle({"cases",
                    CheckStatus::passed,
                    fmt::format("Right answers to {} small {}{}.", count, what, count == 1 ? "" : "s"),
                    {},
                    {}});
}

} // namespace gilkit::judge
