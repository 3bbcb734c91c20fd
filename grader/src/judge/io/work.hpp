// The work that a program does on what it has fetched: judged as in the kind `cpu`, with pages that come at
// once.
#pragma once

#include "judge/kind.hpp"

namespace gilkit::judge {

// Of a submission that has passed so far: the result gets the checks of `cpu` as well, and their verdict.
Judged judge_work(const content::CpuRequirement& asks, const Grading& grading);

} // namespace gilkit::judge
