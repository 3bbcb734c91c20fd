// Where what gilkit can find out again is kept between calls.
#pragma once

#include <filesystem>
#include <optional>

namespace gilkit::os {

// $XDG_CACHE_HOME/gilkit, else $HOME/.cache/gilkit; nullopt when neither variable holds an absolute path (the
// XDG Base Directory Specification has relative ones ignored). It may not exist yet.
std::optional<std::filesystem::path> cache_folder();

} // namespace gilkit::os
