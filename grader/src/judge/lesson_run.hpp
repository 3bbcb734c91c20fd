// Runs the two programs of a lesson and records what they print and how parallel they are.
#pragma once

#include "content/model.hpp"
#include "gil/recording.hpp"
#include "judge/result.hpp"

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <filesystem>
#include <map>
#include <string>

namespace gilkit::judge {

struct LessonError {
    bool interrupted = false;
    std::string message; // names the program and what is wrong with it
};

struct LessonRecording {
    nlohmann::ordered_json figures; // in the form that observed.json has in its list "recordings"
    // What its threads did about the GIL, by the name of the program in there ("broken", "fixed"); empty
    // where only claims were to be checked.
    std::map<std::string, gil::Recording> timelines;
};

enum class Detail {
    claims, // what a lesson can claim: what the programs print, and their demand
    all,    // how long they take on cores that exist, and their timelines, too
};

// Each program runs plainly, for what it prints, and under observation with a long switch interval, for its
// demand; for all details also on 1, 2, 4 … of this machine's cores, and for its timeline. A program that
// fails or that prints other lines than the lesson says is an error. `today`: "2026-11-22".
tl::expected<LessonRecording, LessonError> record_lesson(const content::Lesson& lesson,
                                                         const Interpreter& interpreter,
                                                         const std::filesystem::path& runner,
                                                         const std::string& today, Detail detail);

} // namespace gilkit::judge
