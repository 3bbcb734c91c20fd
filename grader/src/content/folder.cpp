#include "content/folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace gilkit::content {

namespace fs = std::filesystem;

std::vector<std::string> entries_of(const fs::path& folder, Entries which, Findings& findings) {
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        const std::string name = at->path().filename().string();
        std::error_code unknown; // a dangling link is no folder
        const bool wanted = which == Entries::all || at->is_directory(unknown);
        if (wanted && !name.starts_with('.') && name != "__pycache__") {
            names.push_back(name);
        }
    }
    if (error && error != std::errc::no_such_file_or_directory) {
        findings.add(folder, 0, fmt::format("this folder can't be read: {}", error.message()),
                     "check what it is and its permissions");
    }
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace gilkit::content
