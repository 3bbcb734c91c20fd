// Writes observed.json, which content/observed.hpp reads.
#pragma once

#include "content/model.hpp"
#include "judge/lesson_run.hpp"
#include "os/error.hpp"

#include <filesystem>

namespace gilkit::verify {

// Adds a recording to the lesson's file, in place of the one that was made on the same interpreter, and
// returns the file. It is written whole or not at all.
os::Result<std::filesystem::path> add_to_observed_file(const content::Lesson& lesson,
                                                       const judge::LessonRecording& recording);

} // namespace gilkit::verify
