// File systems whose files others can change without this kernel's knowledge, so that inotify(7) is silent.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

namespace gilkit::learn {

// The f_type of statfs(2) for a folder; 0 where it can't be told.
std::int64_t file_system_type(const std::filesystem::path& folder);

// The name of a file system that is on another machine, or on the host of this one; nullopt: it is this
// kernel's.
std::optional<std::string_view> remote_file_system(std::int64_t type);

} // namespace gilkit::learn
