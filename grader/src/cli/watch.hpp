// The loop around one exercise: it is graded whenever its file is saved, until the learner goes elsewhere.
#pragma once

#include "cli/learner.hpp"
#include "judge/grade.hpp"

#include <cstdint>

namespace gilkit::cli {

enum class WatchEnd : std::uint8_t { next, previous, quit, interrupted, broke };

// `options`: what submissions are graded with. `plain`: line by line, for screen readers. Without a terminal
// it grades on every save until it is interrupted.
WatchEnd watch_exercise(const Learner& learner, const content::Exercise& exercise,
                        const judge::GradeOptions& options, bool plain);

} // namespace gilkit::cli
