// The one loader of the course: the command line, the site and the tests all read it through here.
#pragma once

#include "content/model.hpp"

#include <tl/expected.hpp>

#include <cstdint>
#include <filesystem>

namespace gilkit::content {

// What of the lessons' observed.json is read. Without all of it a lesson's text is left with its
// {{references}} in place, and no choice of a prediction is known to be right.
enum class Recordings : std::uint8_t {
    required, // whatever is missing is an error
    begun, // of lessons that are about to be recorded: they need not have one, or not with all that the text
           // speaks of
    ignored, // for who shows no lesson: reading them takes most of the time
};

struct LoadOptions {
    Recordings recordings = Recordings::required;
    // For who works through the course. Where exercises are solved in their own folders, the stub is the
    // learner's file: it may be missing for a moment, or hold anything. And files that only a grading reads
    // are not opened before it: opening them all takes as long as the rest.
    bool for_learner = false;
};

// Reads lessons/course.toml under `root` and everything that it names. Strict: an unknown key, a
// missing or unlisted file, a wrong type, a duplicate id, a missing section or a reference to a figure
// that was not recorded is an error. All errors are collected, not just the first.
tl::expected<Course, Diagnostics> load_course(const std::filesystem::path& root,
                                              const LoadOptions& options = {});

} // namespace gilkit::content
