// Judges exercises of the kind `output`: what the submission prints, to the letter.
#pragma once

#include "judge/kind.hpp"

namespace gilkit::judge {

Judged judge(const content::OutputRequirement& requirement, const Grading& grading);

} // namespace gilkit::judge
