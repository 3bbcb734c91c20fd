// Whether a lesson says what is measured.
#pragma once

#include "content/model.hpp"
#include "verify/check.hpp"

#include <filesystem>

namespace gilkit::verify {

// Runs both of its programs: they must print the lines that the lesson says, and the one choice of its
// prediction whose condition then holds must be the one that was right in the recording.
Finding check_lesson(const content::Lesson& lesson, const judge::Interpreter& interpreter,
                     const std::filesystem::path& runner);

// The same, and writes what was measured into observed.json. It replaces the recording made with the same
// interpreter, or adds one; the first in the file is the one that the lesson shows.
Finding record_lesson(const content::Lesson& lesson, const judge::Interpreter& interpreter,
                      const std::filesystem::path& runner);

} // namespace gilkit::verify
