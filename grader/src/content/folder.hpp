// What lies in a folder of the course.
#pragma once

#include "content/diagnostics.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace gilkit::content {

enum class Entries : std::uint8_t { all, folders };

// The names in `folder`, sorted, without hidden ones and without Python's own __pycache__. Empty when
// it is not there, and when it can't be read, which is added to `findings`.
std::vector<std::string> entries_of(const std::filesystem::path& folder, Entries which, Findings& findings);

} // namespace gilkit::content
