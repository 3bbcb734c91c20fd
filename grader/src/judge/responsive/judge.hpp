// Judges exercises of the kind `responsive`: the function serves, on a socket that it is given, until it is
// stopped. While it works on heavy requests, a client asks at a steady pace whether it still answers.
#pragma once

#include "judge/kind.hpp"

namespace gilkit::judge {

Judged judge(const content::ResponsiveRequirement& requirement, const Grading& grading);

} // namespace gilkit::judge
