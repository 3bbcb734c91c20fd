// The time of day, which journals of several machines have in common.
#pragma once

#include <chrono>

namespace gilkit::batch {

inline double seconds_since_1970() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

} // namespace gilkit::batch
