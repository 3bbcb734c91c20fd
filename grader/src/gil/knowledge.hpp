#pragma once

#include <cstdint>

namespace gilkit::gil {

// Why nothing can be said of a GIL.
enum class Unseen : std::uint8_t {
    gone,        // the process has ended
    denied,      // we may not look into it
    unavailable, // no process's memory can be read here
    not_cpython, // another program, or another Python
    starting,    // CPython, whose first interpreter is not there yet
    unknown      // a CPython whose structures are not known, or not what they should be
};

} // namespace gilkit::gil
