// How a workspace gets gilkit's files: those of exercises that it does not have yet, and new versions of
// those that the learner has not touched. Killed in the middle, it can be called again: the learner's copy is
// written before the original, so a file without an original was not handed out yet, and one that is already
// the new version only lacks that record; the manifest comes last.

#include "learn/files.hpp"
#include "learn/workspace/editor.hpp"
#include "learn/workspace/manifest.hpp"
#include "learn/workspace/original.hpp"
#include "os/fd.hpp"

#include <fmt/format.h>

namespace gilkit::learn {

namespace fs = std::filesystem;

namespace {

struct File {
    std::string folder; // in the workspace; empty: the workspace itself
    std::string name;
    std::string text;

    std::string shown_as() const { return folder.empty() ? name : folder + "/" + name; }
};

class Handing {
public:
    Handing(Workspace& to, const content::Course& of) : workspace(to), course(of) {}

    // The error is one sentence.
    tl::expected<Handed, std::string> hand_out(const std::string& gilkit) {
        for (const content::Unit& unit : course.units) {
            if (unit.exercise) {
                const std::string folder = folder_of(unit);
                auto stub = stub_of_kit(*unit.exercise);
                if (!stub) {
                    return tl::unexpected(stub.error());
                }
                hand({folder, unit.exercise->stub.filename().string(), std::move(stub->source)});
                hand({folder, "README.md", unit.exercise->readme});
            }
        }
        for (auto& [name, text] : editor_files(gilkit)) {
            hand({".vscode", name, std::move(text)});
        }
        tell_retired();
        if (auto written = write_manifest(workspace); !written) {
            return tl::unexpected(written.error().to_string());
        }
        return fault.empty() ? tl::expected<Handed, std::string>(std::move(handed))
                             : tl::unexpected(std::move(fault));
    }

private:
    // The folder that the exercise has in the workspace, under its id or under one that it had.
    std::string folder_of(const content::Unit& unit) {
        for (const std::string& alias : unit.aliases) {
            if (auto old = workspace.folders.extract(alias); !old.empty()) {
                old.key() = unit.id;
                workspace.folders.insert(std::move(old));
            }
        }
        return workspace.folders.try_emplace(unit.id, unit.exercise->folder.filename().string())
            .first->second;
    }

    void hand(const File& file) {
        const fs::path mine = workspace.root / file.folder / file.name;
        const fs::path original = workspace.original(file.folder, file.name);
        const auto before = os::read_regular_file(original, largest_file);
        const auto now = os::read_regular_file(mine, largest_file);
        const bool was_handed = before.has_value();
        if (was_handed && *before == file.text) {
            return; // no news; a file that the learner removed stays removed
        }
        if (now && *now == file.text) {
            write(original, file.text); // handed out before we were killed, or taken over by hand
            return;
        }
        const bool untouched = was_handed ? now && *now == *before : !now && now.error().code == ENOENT;
        if (!untouched) {
            handed.kept.push_back(file.shown_as());
            write(was_handed ? workspace.news(file.folder, file.name) : original, file.text);
            return;
        }
        (was_handed ? handed.changed : handed.fresh).push_back(file.shown_as());
        if (write(mine, file.text)) {
            write(original, file.text);
        }
    }

    bool write(const fs::path& path, const std::string& text) {
        std::error_code error;
        fs::create_directories(path.parent_path(), error);
        auto written = error ? os::Result<void>(tl::unexpected(os::Error{
                                   error.value(), "make the folder " + path.parent_path().string()}))
                             : os::write_file_atomically(path, text);
        if (!written && fault.empty()) {
            fault = written.error().to_string();
        }
        return written.has_value();
    }

    void tell_retired() {
        for (const auto& [id, folder] : workspace.folders) {
            const content::Unit* const unit = course.find(id);
            if (unit == nullptr || !unit->exercise) {
                handed.retired.push_back(folder);
            }
        }
    }

    Workspace& workspace;
    const content::Course& course;
    Handed handed;
    std::string fault; // the first
};

} // namespace

tl::expected<Handed, std::string> make_workspace(const fs::path& root, const content::Course& course,
                                                 const std::string& gilkit) {
    std::error_code error;
    if (fs::exists(root, error) && !fs::is_directory(root, error)) {
        return tl::unexpected(fmt::format("{} is no folder; name another one", root.string()));
    }
    // Only our own half-made workspace may be in there.
    for (const auto& entry : fs::directory_iterator(root, error)) {
        if (!fs::exists(root / ".gilkit", error)) {
            return tl::unexpected(
                fmt::format("{} is not empty (there is {}); name a folder that is new or empty",
                            root.string(), entry.path().filename().string()));
        }
    }
    fs::create_directories(root / ".gilkit", error);
    if (error) {
        return tl::unexpected(fmt::format("can't make the folder {}: {}", root.string(), error.message()));
    }
    Workspace workspace{fs::canonical(root, error), {}};
    return update_workspace(workspace, course, gilkit);
}

tl::expected<Handed, std::string> update_workspace(Workspace& workspace, const content::Course& course,
                                                   const std::string& gilkit) {
    return Handing(workspace, course).hand_out(gilkit);
}

} // namespace gilkit::learn
