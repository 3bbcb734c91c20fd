#include "learn/workspace/original.hpp"

#include "learn/files.hpp"
#include "os/fd.hpp"

#include <fmt/format.h>

namespace gilkit::learn {

namespace fs = std::filesystem;

namespace {

tl::expected<Original, std::string> read_original(const fs::path& file, std::string from) {
    auto source = os::read_regular_file(file, largest_file);
    if (!source) {
        return tl::unexpected(source.error().to_string());
    }
    return Original{*std::move(source), std::move(from)};
}

// What git prints when called in that folder; nullopt when it fails, or is not installed.
std::optional<std::string> git(const fs::path& folder, const std::vector<std::string>& words) {
    std::vector<std::string> line{"git", "-C", folder.string()};
    line.insert(line.end(), words.begin(), words.end());
    auto said = ask_program(std::move(line));
    if (!said || said->timed_out || said->interrupted || !said->status.success()) {
        return std::nullopt;
    }
    return std::move(said->out);
}

// As of the last commit; or, where the learner may have committed the own work, as of the branch that this
// one follows.
tl::expected<Original, std::string> original_in_clone(const fs::path& stub) {
    const fs::path folder = stub.parent_path();
    const std::string name = "./" + stub.filename().string();
    const auto mine = os::read_regular_file(stub, largest_file);
    std::optional<Original> found;
    for (const std::string commit : {"HEAD", "@{upstream}"}) {
        auto source = git(folder, {"show", fmt::format("{}:{}", commit, name)});
        if (source) {
            const auto id = git(folder, {"rev-parse", "--short", commit});
            found = Original{*std::move(source),
                             fmt::format("as of commit {}", id ? id->substr(0, id->find('\n')) : commit)};
        }
        if (found && (!mine || *mine != found->source)) {
            break;
        }
    }
    if (found) {
        return *std::move(found);
    }
    return tl::unexpected(fmt::format(
        "git knows no earlier version of {}; take the file from a fresh copy of gilkit", stub.string()));
}

bool is_clone(const fs::path& folder) {
    std::error_code ignored;
    for (fs::path above = folder; above.has_relative_path(); above = above.parent_path()) {
        if (fs::exists(above / ".git", ignored)) {
            return true;
        }
    }
    return false;
}

} // namespace

tl::expected<Original, std::string> original_stub(const content::Exercise& exercise, const Place& place) {
    if (const Workspace* const workspace = place.workspace()) {
        const std::string folder = place.submission_of(exercise).parent_path().filename().string();
        return read_original(workspace->original(folder, exercise.stub.filename().string()),
                             "as the workspace was given it");
    }
    return original_in_clone(exercise.stub);
}

tl::expected<Original, std::string> stub_of_kit(const content::Exercise& exercise) {
    // In a clone somebody may have solved the exercise in the kit's own folder, so git is asked there.
    if (is_clone(exercise.folder)) {
        if (auto known = original_in_clone(exercise.stub)) {
            return known;
        }
    }
    return read_original(exercise.stub, "as gilkit has it");
}

} // namespace gilkit::learn
