// The one loader of the course: the command line, the site and the tests all read it through here.
#pragma once

#include "content/model.hpp"

#include <tl/expected.hpp>

#include <filesystem>

namespace gilkit::content {

struct LoadOptions {
    // A lesson that is about to be recorded need not have an observed.json yet, or not with all that its text
    // speaks of: the text is left with its {{references}} in place. Everywhere else that is an error.
    bool require_observed = true;
};

// Reads lessons/course.toml under `root` and everything that it names. Strict: an unknown key, a
// missing or unlisted file, a wrong type, a duplicate id, a missing section or a reference to a figure
// that was not recorded is an error. All errors are collected, not just the first.
tl::expected<Course, Diagnostics> load_course(const std::filesystem::path& root,
                                              const LoadOptions& options = {});

} // namespace gilkit::content
