// The clock that a run of a command is timed with.
#pragma once

#include "os/clock.hpp"

#include <cstdint>

namespace gilkit::observe {

// CLOCK_MONOTONIC without the times in which the program was stopped.
class RunClock {
public:
    explicit RunClock(std::int64_t start_ns) : start_ns_(start_ns) {}
    // What it shows: nanoseconds from the same start as CLOCK_MONOTONIC's, less the pauses.
    std::int64_t at(std::int64_t real_ns) const {
        return (paused() ? paused_at_ns_ : real_ns) - left_out_ns_;
    }
    // When it will show that; while it runs.
    std::int64_t real_ns(std::int64_t at_ns) const { return at_ns + left_out_ns_; }
    bool paused() const { return paused_at_ns_ != 0; }
    void pause(std::int64_t real_ns) { paused_at_ns_ = real_ns; }
    void resume(std::int64_t real_ns) {
        left_out_ns_ += real_ns - paused_at_ns_;
        paused_at_ns_ = 0;
    }
    double wall_s(std::int64_t real_ns) const { return os::seconds(at(real_ns) - start_ns_); }
    double stopped_s(std::int64_t real_ns) const {
        return os::seconds(left_out_ns_ + (paused() ? real_ns - paused_at_ns_ : 0));
    }

private:
    std::int64_t start_ns_;
    std::int64_t left_out_ns_ = 0;
    std::int64_t paused_at_ns_ = 0; // 0: it runs
};

} // namespace gilkit::observe
