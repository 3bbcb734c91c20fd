// What can be said of a process's GIL, and why not more.
#pragma once

#include "gil/layout.hpp"

#include <cstdint>
#include <optional>
#include <string>

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

struct GilKnowledge {
    std::optional<Unseen> unseen; // why nothing can; none: it is seen
    std::optional<Version> version;
    bool free_threaded = false;
    bool enabled = true; // false: free-threaded, and it works without a GIL
    bool operator==(const GilKnowledge&) const = default;

    bool shows_gil() const { return !unseen && enabled; }
};

// "CPython 3.12.1", "CPython 3.14.0, free-threaded: no GIL", "GIL unknown: not CPython".
std::string describe(const GilKnowledge& gil);

} // namespace gilkit::gil
