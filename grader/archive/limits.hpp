// How much an archive may hold.
#pragma once

#include <cstddef>

namespace gilkit::archive {

struct Limits {
    std::size_t entries = 20'000;
    std::size_t bytes = 256U << 20U; // unpacked, in all
    // Unpacked bytes for each packed one, looked at from `small_bytes` on: source code shrinks to a tenth.
    std::size_t ratio = 200;
    std::size_t small_bytes = 8U << 20U;
    std::size_t file_bytes = 1U << 20U;    // of a wanted file, which is too large beyond
    std::size_t wanted_bytes = 64U << 20U; // of all wanted ones together
};

} // namespace gilkit::archive
