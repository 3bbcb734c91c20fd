// Whether a submission answers small calls as the reference does: a wrong answer is told within a moment.
#pragma once

#include "judge/kind.hpp"

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace gilkit::judge {

// What is compared.
enum class Answer : std::uint8_t { value, printed };

// Small calls, and what the reference makes of them.
struct Cases {
    std::vector<nlohmann::json> arguments; // lists of [name, value]
    TrustedAnswers expected;
};
tl::expected<Cases, JudgeError> answered_cases(const Grading& grading);

// False when it does not; the result is then complete.
tl::expected<bool, JudgeError> check_answers(const Grading& grading, const Cases& cases,
                                             Answer answer = Answer::value);

// It does: tells of that many calls, or what else they are called. Its answers to larger ones are to come.
void settle_cases(const Grading& grading, std::size_t count, std::string_view what = "call");

} // namespace gilkit::judge
