// Reads one folder below exercises/ and its twin below solutions/.
#pragma once

#include "content/diagnostics.hpp"
#include "content/load.hpp"
#include "content/model.hpp"

#include <filesystem>

namespace gilkit::content {

// All of the exercise but its id and number, which are the course's to give. What is wrong is added to
// the findings; the exercise is to be used only when nothing was.
Exercise load_exercise(const std::filesystem::path& folder, const std::filesystem::path& solution_folder,
                       const LoadOptions& options, Findings& findings);

} // namespace gilkit::content
