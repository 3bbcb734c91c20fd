// A stretch of time in which a thread was in one state.
#pragma once

#include "gil/state.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace gilkit::gil {

struct Span {
    State state = State::io;
    std::int64_t from_ns = 0;
    std::int64_t to_ns = 0;
    bool operator==(const Span&) const = default;
};

// Appends a span, or makes the last one longer where it goes on. What lasted no time is left out.
inline void append(std::vector<Span>& spans, const Span& span) {
    if (!spans.empty() && spans.back().state == span.state && spans.back().to_ns == span.from_ns) {
        spans.back().to_ns = span.to_ns;
    } else if (span.to_ns > span.from_ns) {
        spans.push_back(span);
    }
}

// Nanoseconds in each state, in the order of all_states.
using Durations = std::array<std::int64_t, all_states.size()>;

} // namespace gilkit::gil
