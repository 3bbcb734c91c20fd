#include "judge/output.hpp"

#include "judge/answers.hpp"

#include <fmt/format.h>

namespace gilkit::judge {

Judged judge(const content::OutputRequirement& /*requirement*/, const Grading& grading) {
    grading.tell("comparing what it prints");
    const auto cases = answered_cases(grading);
    if (!cases) {
        return tl::unexpected(cases.error());
    }
    const auto right = check_answers(grading, *cases, Answer::printed);
    if (!right) {
        return tl::unexpected(right.error());
    }
    if (*right) {
        Result& result = grading.result;
        result.verdict = Verdict::passed;
        result.score = 1.0;
        result.message =
            fmt::format("It prints exactly what it should, in each of {} calls.", cases->arguments.size());
        result.checks.push_back(
            {"output", CheckStatus::passed, "The same text as the reference's, in every call.", {}, {}});
    }
    return {};
}

} // namespace gilkit::judge
