// What tests of spans share.
#pragma once

#include "gil/span.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace gilkit::gil::test {

constexpr std::int64_t ms = 1'000'000; // in nanoseconds

// Nanoseconds in each state between two times.
inline Durations durations(const std::vector<Span>& spans, std::int64_t from_ns, std::int64_t to_ns) {
    Durations result{};
    for (const Span& span : spans) {
        const std::int64_t part_ns = std::min(span.to_ns, to_ns) - std::max(span.from_ns, from_ns);
        result.at(static_cast<std::size_t>(span.state)) += std::max<std::int64_t>(part_ns, 0);
    }
    return result;
}

} // namespace gilkit::gil::test
