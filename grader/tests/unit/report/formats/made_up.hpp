// Results for the formats: with points as a grading gives them, and with all that a submission may put into
// one.
#pragma once

#include "judge/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gilkit::tests {

// With every check of `checks` worth two points.
judge::Result with_points(judge::Result result, const std::vector<std::string>& checks);

// Passed, failed with a line, inconclusive, an error of gilkit's.
judge::Report one_of_each();

// Texts that would end a block, give an order or steer a terminal in one format or another.
const std::vector<std::string>& hostile_texts();

// A failed result with that in every one of its fields.
judge::Result full_of(const std::string& text);

// Valid UTF-8 without control characters but "\n" and "\t".
bool is_clean(std::string_view text);

} // namespace gilkit::tests
