// Where a user's files are, by the XDG Base Directory Specification. Each is nullopt where no variable holds
// an absolute path (it has relative ones ignored). None may exist yet.
#pragma once

#include <filesystem>
#include <optional>

namespace gilkit::os {

// For what gilkit can find out again: $XDG_CACHE_HOME/gilkit, else $HOME/.cache/gilkit.
std::optional<std::filesystem::path> cache_folder();

// For what it can't: $XDG_STATE_HOME/gilkit, else $HOME/.local/state/gilkit.
std::optional<std::filesystem::path> state_folder();

} // namespace gilkit::os
