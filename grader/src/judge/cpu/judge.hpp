// Judges exercises of the kind `cpu`: runs pairs of baseline and submission until decide_cpu() is satisfied.
#pragma once

#include "judge/kind.hpp"

#include <vector>

namespace gilkit::judge {

Judged judge(const content::CpuRequirement& requirement, const Grading& grading);
// The same for a submission whose small answers were found right already.
Judged judge_speedup(const content::CpuRequirement& requirement, const Grading& grading);

// Number of real cores to measure wall times on: 1, 2, 4, … and all that are effectively ours, 16 at most.
std::vector<int> wall_core_counts(double effective_cores);

} // namespace gilkit::judge
