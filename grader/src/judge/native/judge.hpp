// Judges exercises of the kind `native`: the submission is C++. It is compiled into a Python module; then the
// exercise's own driver, which calls that module from threads, is judged as if it were a `cpu` submission.
#pragma once

#include "judge/kind.hpp"

namespace gilkit::judge {

Judged judge(const content::NativeRequirement& requirement, const Grading& grading);

} // namespace gilkit::judge
