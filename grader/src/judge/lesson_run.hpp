// Runs the two programs of a lesson and records what they print and how parallel they are.
#pragma once

#include "content/model.hpp"
#include "judge/result.hpp"

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <filesystem>
#include <string>

namespace gilkit::judge {

struct LessonError {
    bool interrupted = false;
    std::string message; // names the program and what is wrong with it
};

// One recording, in the form that observed.json has in its list "recordings". Each program runs twice:
// plainly, for what it prints, and under observation with a long switch interval, for its demand. A program
// that fails or that prints other lines than the lesson says is an error. `today`: "2026-11-22".
tl::expected<nlohmann::ordered_json, LessonError> record_lesson(const content::Lesson& lesson,
                                                                const Interpreter& interpreter,
                                                                const std::filesystem::path& runner,
                                                                const std::string& today);

} // namespace gilkit::judge
