// A new version of a stub that the learner has worked on: what became new beside what the learner changed.
#pragma once

#include "content/model.hpp"
#include "learn/workspace/workspace.hpp"

#include <tl/expected.hpp>

#include <filesystem>
#include <string>

namespace gilkit::learn {

struct Merge {
    std::string
        text; // the learner's file with what is new; both versions, marked, where they touch the same lines
    bool clashes = false; // whether there are such marks in it
};

// The errors are one sentence each: no new version, no file, no diff3(1).
tl::expected<Merge, std::string> merge_of(const content::Exercise& exercise, const Place& place);

// Writes it. Returns the copy of the file as it was.
tl::expected<std::filesystem::path, std::string>
take_over(const Merge& merge, const content::Exercise& exercise, const Place& place);

} // namespace gilkit::learn
