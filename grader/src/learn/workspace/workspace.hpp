// Where a learner works: in a workspace, or in the kit's own folders.
//
// A workspace is a folder outside the kit with a folder for each exercise. Which is whose is kept in
// .gilkit/workspace.json by the exercise's id, so that neither an exercise that is renamed nor one that gets
// another number moves a learner's files. .gilkit/originals/ holds each file of gilkit's as it was handed
// out: what differs from that is the learner's work, and is never written to.
#pragma once

#include "content/model.hpp"

#include <tl/expected.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gilkit::learn {

struct Workspace {
    std::filesystem::path root;
    std::map<std::string, std::string> folders; // exercise id → the name of its folder

    std::filesystem::path hidden() const { return root / ".gilkit"; }
    // The file as it was handed out last, and a newer version that the learner has not taken over yet.
    std::filesystem::path original(const std::string& folder, const std::string& name) const;
    std::filesystem::path news(const std::string& folder, const std::string& name) const;
};

// The workspace that `start` or a folder above it is; nullopt: none. The error is one sentence on a workspace
// that can't be read.
tl::expected<std::optional<Workspace>, std::string> find_workspace(const std::filesystem::path& start);

// Where the learner's files are.
class Place {
public:
    // In the kit's own folders.
    Place() = default;
    explicit Place(Workspace workspace) : workspace_(std::move(workspace)) {}

    const Workspace* workspace() const { return workspace_ ? &*workspace_ : nullptr; }
    std::filesystem::path submission_of(const content::Exercise& exercise) const;
    // nullopt: there is nowhere to keep anything, for want of a home.
    std::optional<std::filesystem::path> progress_file() const;
    std::optional<std::filesystem::path> backups() const;

private:
    std::optional<Workspace> workspace_;
};

// Files of gilkit's and what became of them, by their paths in the workspace.
struct Handed {
    std::vector<std::string> fresh;   // written
    std::vector<std::string> changed; // a new version replaced one that the learner had not touched
    std::vector<std::string> kept;    // there is a new version, and the learner's own was left as it is
    std::vector<std::string> retired; // of exercises that the course no longer has: left as they are
};

// Makes a workspace of a folder that is empty or not there yet. `gilkit`: the command to call, for the
// editor's tasks. The error is one sentence.
tl::expected<Handed, std::string> make_workspace(const std::filesystem::path& root,
                                                 const content::Course& course, const std::string& gilkit);

// Brings what the course has by now. Killed in the middle of it, it goes on with the next call.
tl::expected<Handed, std::string> update_workspace(Workspace& workspace, const content::Course& course,
                                                   const std::string& gilkit);

} // namespace gilkit::learn
