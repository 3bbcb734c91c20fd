// .gilkit/workspace.json: what makes a folder a workspace.
#pragma once

#include "learn/workspace/workspace.hpp"
#include "os/error.hpp"

namespace gilkit::learn {

std::filesystem::path manifest_of(const std::filesystem::path& root);

// The error is one sentence that names the file.
tl::expected<Workspace, std::string> read_manifest(const std::filesystem::path& root);
os::Result<void> write_manifest(const Workspace& workspace);

} // namespace gilkit::learn
