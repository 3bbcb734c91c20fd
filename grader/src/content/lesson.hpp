// Reads one folder below lessons/.
#pragma once

#include "content/diagnostics.hpp"
#include "content/load.hpp"
#include "content/model.hpp"

#include <filesystem>

namespace gilkit::content {

// All of the lesson but its id and number, which are the course's to give. What is wrong is added to
// the findings; the lesson is to be used only when nothing was.
Lesson load_lesson(const std::filesystem::path& folder, const LoadOptions& options, Findings& findings);

} // namespace gilkit::content
