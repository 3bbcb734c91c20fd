// What the threads of some processes did over time: the data behind the picture.
#pragma once

#include "gil/span.hpp"

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gilkit::gil {

struct ThreadLane {
    std::size_t process = 0; // its number in the recording
    pid_t tid = 0;
    std::string name;        // as the kernel knows it
    std::string python_name; // as Python's `threading` knows it, where that was read; empty: it was not
    // The last that it held, of its process's, in the order in which they were found; nullopt: it held none.
    std::optional<std::size_t> gil;
    Durations spent_ns{};
    std::vector<Span> spans;
    bool operator==(const ThreadLane&) const = default;

    std::int64_t spent_in(State state) const { return spent_ns.at(static_cast<std::size_t>(state)); }
    std::int64_t seen_ns() const;
};

// Makes the lanes coarser, those of threads that share a GIL together (gil/coarsen.hpp).
void coarsen(std::vector<ThreadLane>& lanes, std::int64_t grain_ns);

// Its memory is bounded. When there are too many spans they are made coarser, and twice as coarse the next
// time; threads for which there is no lane any more have one together, with their times and no spans.
class Timeline {
public:
    // A quarter of a million spans are six megabytes.
    explicit Timeline(std::size_t most_spans = 1U << 18U, std::size_t most_lanes = 2000)
        : most_spans_(most_spans), most_lanes_(most_lanes) {}

    // Its number, for the functions below; `process` is the one that it belongs to.
    std::size_t add_lane(std::size_t process, pid_t tid, std::string name);
    void set_gil(std::size_t lane, std::size_t gil);
    void set_name(std::size_t lane, std::string name); // an empty one is none
    void set_python_name(std::size_t lane, std::string name);
    // To a lane's end; `span` begins where the lane's last one ended, or later.
    void add(std::size_t lane, const Span& span);

    const std::vector<ThreadLane>& lanes() const { return lanes_; }
    // Within so many nanoseconds the order of the spans is not known; 0: it is.
    std::int64_t grain_ns() const { return grain_ns_; }
    std::size_t spans() const { return count_; }
    // Threads that got no lane, and their times in each state.
    std::size_t other_threads() const { return other_threads_; }
    const Durations& other_threads_spent_ns() const { return others_spent_ns_; }

private:
    void make_room();

    std::size_t most_spans_;
    std::size_t most_lanes_;
    std::vector<ThreadLane> lanes_;
    std::int64_t grain_ns_ = 0;
    std::size_t count_ = 0;
    std::size_t other_threads_ = 0;
    Durations others_spent_ns_{};
};

} // namespace gilkit::gil
