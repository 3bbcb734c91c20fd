// Names that students chose, as names of folders that we make.
#pragma once

#include <string>
#include <string_view>

namespace gilkit::batch {

// A name for a folder that can be typed, is no hidden one, leads nowhere else, and is another one for every
// other name: letters (of any script), digits, '.', '-' and '_' stay, and every other byte is written as %XX.
// So it can be read back, unless it would be longer than a file system takes: then its end is a digest, and
// results.csv has the whole name.
std::string folder_name_of(std::string_view name);

// The name behind it; the folder name itself where that has no reading.
std::string name_behind(std::string_view folder_name);

} // namespace gilkit::batch
