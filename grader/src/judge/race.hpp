// Judges exercises of the kind `race`: answers under hostile schedules, in which threads are made to take
// turns where a careless program can't stand it (runner/gilkit_schedules.py).
//
// First in plain calls with a long switch interval: what is wrong there is wrong without any race. Then under
// schedules, each a call of its own with a seed of its own. That threads are there at all is seen from
// outside, by their number.
#pragma once

#include "judge/kind.hpp"

namespace gilkit::judge {

Judged judge(const content::RaceRequirement& requirement, const Grading& grading);

} // namespace gilkit::judge
