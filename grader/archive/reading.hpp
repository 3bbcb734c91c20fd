// A student's archive: zip, 7z or tar, compressed by whatever tar is compressed by.
//
// Nothing of it is written to a disk: the entries of wanted names are read into memory, up to the size that a
// submission may have, and all others are read past. So there are no paths to lead out of a folder, no links
// to follow, no devices to make. What is left is how much there is of it: entries and bytes are counted while
// they come, whatever the archive says of itself, and so is how much more they are than the file.
// libarchive's filters that start other programs are left out.
#pragma once

#include "limits.hpp"

#include <string>
#include <vector>

namespace gilkit::archive {

// What is in the archive behind a descriptor, as `gilkit-archive read` says it (netstrings.hpp). Files of
// these names are wanted, in whatever folder. A fault of the archive as a whole (damaged, cut off, encrypted,
// a bomb, with paths that lead out of it) leaves none.
std::string read_contents(int fd, const std::vector<std::string>& names, const Limits& limits);

} // namespace gilkit::archive
