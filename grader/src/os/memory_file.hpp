// A file that only its descriptor leads to.
#pragma once

#include "os/fd.hpp"

#include <string_view>

namespace gilkit::os {

// Holds `contents`, in memory; to be read from its beginning. Close-on-exec.
Result<UniqueFd> make_memory_file(std::string_view contents);

} // namespace gilkit::os
