// A lesson at the terminal, for the commands that come to one.
#pragma once

#include "cli/learner.hpp"
#include "judge/interpreter.hpp"
#include "learn/lesson/dialogue.hpp"

#include <cstdint>

namespace gilkit::cli {

enum class LessonEnd : std::uint8_t { read, left, interrupted };

// Tells the unit's lesson, and keeps what the learner predicted and whether it was read to its end. `again`:
// asks for the prediction though there is one.
LessonEnd tell_lesson(const Learner& learner, const content::Unit& unit,
                      const judge::Interpreter& interpreter, learn::Dialogue& dialogue, bool again);

} // namespace gilkit::cli
