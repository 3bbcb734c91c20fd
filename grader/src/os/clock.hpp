// CLOCK_MONOTONIC, the only clock that gilkit measures with.
#pragma once

#include <cstdint>

namespace gilkit::os {

constexpr std::int64_t ns_per_s = 1'000'000'000;
constexpr std::int64_t ns_per_ms = 1'000'000;

// Nanoseconds since an arbitrary start.
std::int64_t monotonic_ns();

constexpr double seconds(std::int64_t ns) {
    return static_cast<double>(ns) * 1e-9;
}

constexpr std::int64_t from_seconds(double s) {
    return static_cast<std::int64_t>(s * 1e9);
}

} // namespace gilkit::os
