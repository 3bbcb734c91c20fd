// What lies in a folder of the course.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace gilkit::content {

enum class Entries : std::uint8_t { all, folders };

// The names in `folder`, sorted, without hidden ones and without Python's own __pycache__. Empty when
// the folder can't be read.
std::vector<std::string> entries_of(const std::filesystem::path& folder, Entries which);

} // namespace gilkit::content
