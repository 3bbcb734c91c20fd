// What a lesson's program prints, as patterns: "four threads {four_s} s" stands for a line with a
// decimal number in the place of {four_s}. Everything outside of {names} is literal.
#pragma once

#include <tl/expected.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gilkit::content {

struct PatternFault {
    std::size_t index = 0; // of the pattern, 0-based
    std::string message;
};

// Patterns that could never match, or would record two numbers under one name.
std::optional<PatternFault> check_patterns(std::span<const std::string> patterns);

// Matches a program's whole standard output, line by line, and gives the numbers by name. A number
// is an optional minus sign, digits, and optionally a point with more digits; the longest that fits
// is taken. The error names the first line that differs.
tl::expected<std::map<std::string, double>, std::string> match_prints(std::span<const std::string> patterns,
                                                                      std::string_view output);

} // namespace gilkit::content
