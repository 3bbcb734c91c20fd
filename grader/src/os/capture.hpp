// Trusted programs, run to their end for what they print.
#pragma once

#include "os/clock.hpp"
#include "os/subprocess.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace gilkit::os {

struct Captured {
    ExitStatus status;
    std::string out;
    std::string err;
    bool timed_out = false; // killed at the deadline
    bool interrupted = false;
};

// For whoever watches a program while it runs. Each may be empty.
struct CaptureHooks {
    std::function<void(pid_t)> on_start;
    std::function<void(std::int64_t now_ns)> on_tick; // about every `tick_ns`
    std::function<void(std::int64_t now_ns)> on_end;  // the program has ended and is not reaped yet
    std::int64_t tick_ns = 5 * ns_per_ms;
    bool through_interruptions = false; // only the deadline ends it early: for what cleans up
};

// Runs a trusted program to its end and returns what it printed, at most `max` bytes of each stream. The
// deadline (CLOCK_MONOTONIC) and SIGINT and its like end it early, with everything that it started.
// Output and errors are added to `options.fds`, which may name an input.
Result<Captured> run_and_capture(SpawnOptions options, std::int64_t deadline_ns,
                                 const CaptureHooks& hooks = {}, std::size_t max = 1U << 20U);

} // namespace gilkit::os
