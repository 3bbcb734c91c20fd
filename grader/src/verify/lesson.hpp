// Whether a lesson says what is measured.
#pragma once

#include "content/model.hpp"
#include "verify/check.hpp"

#include <filesystem>

namespace gilkit::verify {

// Runs both of its programs: they must print the lines that the lesson says, and the one choice of its
// prediction whose condition then holds must be one that was right in a recording on an interpreter like this
// one: of its implementation, with a GIL or without as it is, and of its minor version where there is such a
// recording. Where there is none, any choice may be right.
Finding check_lesson(const content::Lesson& lesson, const judge::Interpreter& interpreter,
                     const std::filesystem::path& runner);

bool is_recorded_on_one_like(const content::Lesson& lesson, const judge::Interpreter& interpreter);

// Runs them, and writes what was measured into observed.json. It replaces the recording made with the same
// interpreter, or adds one; the first in the file is the one that the lesson shows.
Finding record_lesson(const content::Lesson& lesson, const judge::Interpreter& interpreter,
                      const std::filesystem::path& runner);

} // namespace gilkit::verify
