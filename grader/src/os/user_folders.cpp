#include "os/user_folders.hpp"

#include <cstdlib>

namespace gilkit::os {

namespace {

std::optional<std::filesystem::path> absolute_path_in(const char* variable) {
    const char* value = std::getenv(variable);
    return value != nullptr && *value == '/' ? std::optional<std::filesystem::path>(value) : std::nullopt;
}

std::optional<std::filesystem::path> folder_in(const char* variable, const char* below_home) {
    if (const auto folder = absolute_path_in(variable)) {
        return *folder / "gilkit";
    }
    const auto home = absolute_path_in("HOME");
    return home ? std::optional(*home / below_home / "gilkit") : std::nullopt;
}

} // namespace

std::optional<std::filesystem::path> cache_folder() {
    return folder_in("XDG_CACHE_HOME", ".cache");
}

std::optional<std::filesystem::path> state_folder() {
    return folder_in("XDG_STATE_HOME", ".local/state");
}

} // namespace gilkit::os
