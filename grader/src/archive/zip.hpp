// A zip archive, made by gilkit-archive. The same members give the same bytes, at any time and in any time
// zone.
#pragma once

#include <tl/expected.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace gilkit::archive {

struct Member {
    std::string name; // its path in the archive
    std::string contents;
    bool executable = false;
};

// The archive's bytes, its members in this order; the error is one sentence. `program`: gilkit-archive.
tl::expected<std::string, std::string> zip_of(const std::filesystem::path& program,
                                              const std::vector<Member>& members);

} // namespace gilkit::archive
