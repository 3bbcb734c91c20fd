#include "os/cache_folder.hpp"

#include <cstdlib>

namespace gilkit::os {

namespace {

std::optional<std::filesystem::path> absolute_path_in(const char* variable) {
    const char* value = std::getenv(variable);
    return value != nullptr && *value == '/' ? std::optional<std::filesystem::path>(value) : std::nullopt;
}

} // namespace

std::optional<std::filesystem::path> cache_folder() {
    const auto home = absolute_path_in("HOME");
    const auto folder = absolute_path_in("XDG_CACHE_HOME");
    if (!folder && !home) {
        return std::nullopt;
    }
    return (folder ? *folder : *home / ".cache") / "gilkit";
}

} // namespace gilkit::os
