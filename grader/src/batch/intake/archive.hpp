// A student's archive: zip, 7z or tar, compressed by whatever tar is compressed by. It is hostile, and read
// in a process of its own (archive/reading.hpp).
#pragma once

#include "archive/reading.hpp"
#include "batch/intake/candidate.hpp"

#include <filesystem>

namespace gilkit::batch {

// `program`: gilkit-archive. `place`: the archive in words. A fault of the archive as a whole (damaged, cut
// off, encrypted, a bomb, with paths that lead out of it) leaves no candidates.
Finds read_archive(const std::filesystem::path& program, const std::filesystem::path& file,
                   const Wanted& wanted, const std::string& place, const archive::Limits& limits = {});

} // namespace gilkit::batch
