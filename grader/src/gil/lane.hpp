// Turns the looks at one thread into what it did, span by span.
//
// Theory of operation. Looks are points in time; a change between two of them is put in the middle. What is
// asleep says itself what it sleeps for. What is not asleep is on a core or in the queue for one, and the
// kernel tells which only later: the delay of a thread is counted when it is put on a core. So a stretch of
// running is kept open until it is known: delay is spread backwards from the look that reports it.
//
// A thread that waits for the GIL wakes up every switch interval (5 ms), finds it taken and sleeps on. A
// stretch between holding and waiting, in which it hardly ran, is such a look around, and part of the wait.
#pragma once

#include "gil/state.hpp"
#include "os/procfs.hpp"

#include <cstdint>
#include <functional>
#include <optional>

namespace gilkit::gil {

struct ThreadLook {
    std::int64_t at_ns = 0;
    Place place = Place::running;
    bool holds = false; // the GIL
    os::SchedStat accounts;
};

class Lane {
public:
    // A thread that ran for less than this while it was awake only looked whether the GIL is free.
    static constexpr std::uint64_t look_around_ns = 200'000;

    // Told of each span as soon as it is known, in order and without gaps.
    using Emit = std::function<void(State, std::int64_t from_ns, std::int64_t to_ns)>;

    void look(const ThreadLook& look, const Emit& emit);
    // The thread has ended, or the observation has: what is open goes on until then.
    void finish(std::int64_t at_ns, const Emit& emit);

private:
    // Awake since `open_from_ns_`; nothing of it has been told yet.
    struct Awake {
        std::optional<State> before;
        os::SchedStat accounts; // at the last look before
    };

    State settled(const ThreadLook& look) const;
    void tell(State state, std::int64_t to_ns, const Emit& emit);
    // `on_core`: whether it may be on its core still.
    void tell_awake(const os::SchedStat& now, std::int64_t to_ns, bool on_core, const Emit& emit);
    void fall_asleep(const ThreadLook& look, State state, std::int64_t at_ns, const Emit& emit);

    bool started_ = false;
    std::int64_t last_look_ns_ = 0;
    os::SchedStat last_accounts_;
    std::int64_t open_from_ns_ = 0;
    std::optional<State> state_; // that is open; none while awake
    Awake awake_;
};

} // namespace gilkit::gil
