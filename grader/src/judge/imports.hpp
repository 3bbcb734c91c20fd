// Whether a submission in Python can be used at all: the first thing that is known of it.
//
// That takes a box of its own, before the exercise's inputs and right answers are even made: who waits hears
// of a typing error at once.
#pragma once

#include "judge/kind.hpp"

#include <tl/expected.hpp>

namespace gilkit::judge {

// False when it can't be imported, or lacks the exercise's function; the result is then complete. Else the
// check "imports" stands.
tl::expected<bool, JudgeError> check_imports(const Grading& grading);

} // namespace gilkit::judge
