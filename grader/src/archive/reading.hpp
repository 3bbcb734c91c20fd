// What is in a student's archive, found out in a process of its own (grader/archive): it has no file, no
// network and little memory, so whoever finds a fault in libarchive finds nothing else.
#pragma once

#include "../../archive/limits.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace gilkit::archive {

enum class Kind : std::uint8_t { file, too_large, link, special };

struct File {
    std::string path; // in the archive; bytes
    Kind kind = Kind::file;
    std::string bytes; // of Kind::file
};

struct Contents {
    std::vector<File> wanted;
    std::size_t files = 0; // in all
    std::string fault;     // of the archive as a whole, a predicate; else empty
};

// `program`: gilkit-archive. `fd`: the archive, a regular file, at its beginning. The files of these names
// are wanted, in whatever folder.
Contents read(const std::filesystem::path& program, int fd, const std::vector<std::string>& names,
              const Limits& limits);

} // namespace gilkit::archive
