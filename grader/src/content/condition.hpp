// The condition under which a choice of a prediction is right:
// "broken.speedup_4 < 1.3 and broken.printed.factorial_times > 2".
#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::content {

enum class Operator : std::uint8_t { less, less_equal, greater, greater_equal, equal, not_equal };

struct Comparison {
    std::string path; // into a recording, as flatten_recording() names its figures
    Operator op = Operator::less;
    double number = 0;
};

struct Condition {
    std::vector<Comparison> comparisons; // all must hold; never empty
};

// Comparisons "PATH OP NUMBER" joined by "and", every word apart from the next by a space.
// The error says what is malformed.
tl::expected<Condition, std::string> parse_condition(std::string_view text);

// Whether every comparison holds. The error is the first path that `values` lacks: a condition with
// such a path is neither true nor false, whatever its other comparisons say.
tl::expected<bool, std::string> evaluate(const Condition& condition,
                                         const std::map<std::string, double>& values);

// "broken.printed.factorial_times": names of letters, digits and underscores, joined by dots.
bool is_path(std::string_view text);

} // namespace gilkit::content
