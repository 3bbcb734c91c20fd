// Colours programs with Pygments, the library that colours them on the website.
#pragma once

#include "learn/reading/code.hpp"

#include <string>

namespace gilkit::learn {

// `python` is an interpreter that has Pygments. One process of it colours all snippets of a call. Where it is
// missing, fails, or takes longer than `patience_s`, and for a language that it doesn't know, there are no
// strokes. Only token names come out of it, and the styles are ours: no escape sequence passes.
//
// As everywhere, one process tree at a time (os/subprocess.hpp): call it while nothing of the learner's runs.
CodePainter pygments_painter(std::string python, double patience_s = 3);

} // namespace gilkit::learn
