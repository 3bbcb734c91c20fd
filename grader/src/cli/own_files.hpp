// Where the files lie that gilkit consists of: found by the place of its own program, so that an installation
// may be moved, and be called through links.
//
//              in a build folder                    installed below a prefix (cmake/Installation.cmake)
// program      bin/gilkit                           bin/gilkit
// init         bin/gilkit-init                      libexec/gilkit/gilkit-init
// archive      bin/gilkit-archive                   libexec/gilkit/gilkit-archive
// bindings     python/                              libexec/gilkit/python/
// kit          a folder above, the clone's          share/gilkit/
#pragma once

#include <filesystem>

namespace gilkit::cli {

struct OwnFiles {
    std::filesystem::path program;
    std::filesystem::path init;     // gilkit-init
    std::filesystem::path archive;  // gilkit-archive
    std::filesystem::path bindings; // the folder of the Python module; may be missing
    std::filesystem::path kit;      // the installed course and what belongs to it; empty in a build folder

    bool installed() const { return !kit.empty(); }
};

OwnFiles own_files();

} // namespace gilkit::cli
