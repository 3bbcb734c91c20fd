#include "os/clock.hpp"

#include <ctime>

namespace gilkit::os {

std::int64_t monotonic_ns() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return (static_cast<std::int64_t>(now.tv_sec) * ns_per_s) + now.tv_nsec;
}

} // namespace gilkit::os
