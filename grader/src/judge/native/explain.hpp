// Words for what happens only to C++: it can't be compiled; or it computes with the GIL in hand.
#pragma once

#include "content/model.hpp"
#include "judge/native/build.hpp"
#include "judge/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace gilkit::judge {

// What a compiler said, with the submission's own path instead of "submission.cpp".
std::string with_own_path(std::string_view says, const std::string& path);

// The first error among a compiler's words: "path:14: error: 'x' was not declared in this scope", at the
// submission's line that led to it where it is in a header. "path: it can't be compiled" where there is none.
std::string first_error(std::string_view says, const std::string& path);
// That line of the submission, from 1 on; nullopt: no error is told, or none at a line of its.
std::optional<int> line_of_first_error(std::string_view says);

// The verdict on a submission that was not built.
void explain_unbuilt(Result& result, const content::NativeRequirement& asks, const Build& build,
                     std::size_t memory_mb);

// The cpu judge's advice is for Python code: says what fits C++ instead.
void explain_native(Result& result, int workers);

} // namespace gilkit::judge
