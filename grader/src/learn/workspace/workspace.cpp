#include "learn/workspace/workspace.hpp"

#include "learn/workspace/manifest.hpp"
#include "os/user_folders.hpp"

#include <fmt/format.h>

namespace gilkit::learn {

namespace fs = std::filesystem;

fs::path Workspace::original(const std::string& folder, const std::string& name) const {
    return hidden() / "originals" / folder / name;
}

fs::path Workspace::news(const std::string& folder, const std::string& name) const {
    return hidden() / "news" / folder / name;
}

tl::expected<std::optional<Workspace>, std::string> find_workspace(const fs::path& start) {
    std::error_code ignored;
    for (fs::path folder = fs::absolute(start, ignored).lexically_normal();; folder = folder.parent_path()) {
        if (fs::exists(manifest_of(folder), ignored)) {
            return read_manifest(folder).map(
                [](Workspace workspace) { return std::optional(std::move(workspace)); });
        }
        if (!folder.has_relative_path()) {
            return std::nullopt;
        }
    }
}

fs::path Place::submission_of(const content::Exercise& exercise) const {
    if (!workspace_) {
        return exercise.stub;
    }
    const auto found = workspace_->folders.find(exercise.id);
    const std::string folder =
        found != workspace_->folders.end() ? found->second : exercise.folder.filename().string();
    return workspace_->root / folder / exercise.stub.filename();
}

std::optional<fs::path> Place::progress_file() const {
    const auto folder = workspace_ ? std::optional(workspace_->hidden()) : os::state_folder();
    return folder ? std::optional(*folder / "progress.json") : std::nullopt;
}

std::optional<fs::path> Place::backups() const {
    const auto folder = workspace_ ? std::optional(workspace_->hidden()) : os::state_folder();
    return folder ? std::optional(*folder / "backups") : std::nullopt;
}

} // namespace gilkit::learn
