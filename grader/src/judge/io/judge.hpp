// Judges exercises of the kind `io`: does a program wait for several answers at once?
//
// The program fetches pages from a server of ours (slow_server.hpp), which takes its time and writes down
// what is under way. Its clock stands still while the program waits for a core, so that neither a busy
// machine nor few cores change what is seen.
#pragma once

#include "judge/kind.hpp"

namespace gilkit::judge {

Judged judge(const content::IoRequirement& requirement, const Grading& grading);

} // namespace gilkit::judge
