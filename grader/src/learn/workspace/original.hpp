// What a learner's file was before the learner touched it.
#pragma once

#include "content/model.hpp"
#include "learn/workspace/workspace.hpp"

#include <tl/expected.hpp>

#include <string>

namespace gilkit::learn {

struct Original {
    std::string source;
    std::string from; // "as the workspace was given it", "as of commit 1a2b3c4"
};

// The stub of an exercise. In a clone, where it is solved in its own folder, git knows it. The error says
// what to do.
tl::expected<Original, std::string> original_stub(const content::Exercise& exercise, const Place& place);

// The stub as the kit has it now: for a workspace.
tl::expected<Original, std::string> stub_of_kit(const content::Exercise& exercise);

} // namespace gilkit::learn
