// What the threads of some processes did over time: the data behind the picture.
#pragma once

#include "gil/state.hpp"

#include <sys/types.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace gilkit::gil {

struct Span {
    State state = State::io;
    std::int64_t from_ns = 0;
    std::int64_t to_ns = 0;
    bool operator==(const Span&) const = default;
};

// The same in fewer words: within each `grain_ns` (counted from 0) every state has one span at most, as long
// as all of its spans there together. Their order in there is lost, their shares are not. Spans are in order
// and do not overlap; those of one state that touch each other become one.
std::vector<Span> coarsen(std::span<const Span> spans, std::int64_t grain_ns);

// Nanoseconds in each state, in the order of all_states.
using Durations = std::array<std::int64_t, all_states.size()>;

struct ThreadLane {
    pid_t pid = 0;
    pid_t tid = 0;
    std::string name;
    Durations spent_ns{};
    std::vector<Span> spans;

    std::int64_t spent_in(State state) const { return spent_ns.at(static_cast<std::size_t>(state)); }
    std::int64_t seen_ns() const;
};

// Its memory is bounded: when there are too many spans they are made coarser, and twice as coarse the next
// time.
class Timeline {
public:
    // A quarter of a million spans are six megabytes.
    explicit Timeline(std::size_t most_spans = 1U << 18U) : most_spans_(most_spans) {}

    std::size_t add_lane(pid_t pid, pid_t tid, std::string name);
    // To a lane's end; `span` begins where the lane's last one ended, or later.
    void add(std::size_t lane, const Span& span);

    const std::vector<ThreadLane>& lanes() const { return lanes_; }
    // Within so many nanoseconds the order of the spans is not known; 0: it is.
    std::int64_t grain_ns() const { return grain_ns_; }
    std::size_t spans() const { return count_; }

private:
    void make_room();

    std::size_t most_spans_;
    std::vector<ThreadLane> lanes_;
    std::int64_t grain_ns_ = 0;
    std::size_t count_ = 0;
};

} // namespace gilkit::gil
