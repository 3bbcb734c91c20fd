// What observing some processes came to, ready to be reported and drawn.
#pragma once

#include "gil/knowledge.hpp"
#include "gil/timeline.hpp"

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gilkit::gil {

struct RecordedProcess {
    pid_t pid = 0;
    std::string program; // the file name of its executable: the last that it ran
    GilKnowledge gil;    // the best that was known of it
    int gils = 0;        // how many it had at a time, at most: interpreters can have their own
    std::uint64_t gil_switches = 0;
    bool operator==(const RecordedProcess&) const = default;
};

struct Recording {
    std::int64_t length_ns = 0;
    double rate_hz = 0; // that was asked for
    std::uint64_t looks = 0;
    std::uint64_t missed_looks = 0;         // so late that another one was due
    std::int64_t grain_ns = 0;              // within so long the order of the spans is not known; 0: it is
    std::vector<RecordedProcess> processes; // in the order in which they were found
    std::vector<ThreadLane> lanes;          // likewise
    // Threads that came when there were too many: what they did is in `other_threads_spent_ns` alone.
    std::size_t other_threads = 0;
    Durations other_threads_spent_ns{};
    bool operator==(const Recording&) const = default;
};

// How the threads of one process used its GIL, as long as any of them was seen.
struct GilUse {
    std::int64_t seen_ns = 0; // from its first thread's first look to its last thread's last
    int threads = 0;
    int threads_that_used_it = 0; // that held it or waited for it
    double held = 0;              // how many GILs were held on average: with one GIL, the share of the time
    double waiting = 0;           // how many threads waited for one on average
    double native = 0;            // how many threads were on a core without it on average
};
// `process`: its place among the recorded ones.
GilUse gil_use_of(const std::vector<ThreadLane>& lanes, std::size_t process);
GilUse gil_use_of(const Recording& recording, std::size_t process);

// "The GIL was held 98 % of the time, and 3.0 threads waited for it on average; it changed hands 412 times.";
// empty where no GIL was seen.
std::string gil_sentence(const Recording& recording, std::size_t process);

// Whether any process showed its GIL.
bool shows_gil(const Recording& recording);
// What is known where none did: of the first CPython, or of the first process.
std::string why_no_gil(const Recording& recording);

// The lanes with so many spans at most, and the grain that this took: 0 where they are as they were recorded.
// A lane can't have less than one.
struct CoarseLanes {
    std::vector<ThreadLane> lanes;
    std::int64_t grain_ns = 0;
};
CoarseLanes coarse_lanes(const Recording& recording, std::size_t most_spans);

// What the threads did between two times, in nanoseconds since the beginning; their shares are left as they
// are.
std::vector<ThreadLane> lanes_between(const Recording& recording, std::int64_t from_ns, std::int64_t to_ns);

// Where `length_ns` of the recording show about the most turns at a GIL, as a time since the beginning: near
// the middle, if that can be. nullopt: there are none, or it is not longer than that.
std::optional<std::int64_t> busiest_moment(const Recording& recording, std::int64_t length_ns);

} // namespace gilkit::gil
