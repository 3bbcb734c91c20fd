#include "gil/lane.hpp"

#include <algorithm>

namespace gilkit::gil {

namespace {

bool is_about_the_gil(std::optional<State> state) {
    return state == State::holds || state == State::waits;
}

} // namespace

void Lane::tell(State state, std::int64_t to_ns, const Emit& emit) {
    if (to_ns > open_from_ns_) {
        emit(state, open_from_ns_, to_ns);
        open_from_ns_ = to_ns;
    }
}

// Awake until `to_ns`: what is reported of delay since then was at the end of it, as far as one can say.
void Lane::tell_awake(const os::SchedStat& now, std::int64_t to_ns, bool on_core, const Emit& emit) {
    const auto delay_ns = static_cast<std::int64_t>(os::grown(awake_.accounts.delay_ns, now.delay_ns));
    std::int64_t native_ns = std::max<std::int64_t>(to_ns - open_from_ns_ - delay_ns, 0);
    if (delay_ns > 0) {
        // When it woke up, and when this ended, is known to a look only: who queued and hardly ran did not
        // work for the difference. What is on its core still was counted at the kernel's last tick.
        constexpr std::int64_t tick_ns = 4'000'000;
        const auto ran_ns = static_cast<std::int64_t>(os::grown(awake_.accounts.run_ns, now.run_ns));
        native_ns = std::min(native_ns, on_core ? ran_ns + tick_ns : ran_ns);
    }
    tell(State::native, open_from_ns_ + native_ns, emit);
    tell(State::starved, to_ns, emit);
    awake_.accounts = now;
}

State Lane::settled(const ThreadLook& look) const {
    if (look.holds) {
        return State::holds;
    }
    switch (look.place) {
    case Place::gil:
        return State::waits;
    case Place::lock:
        return State::lock;
    case Place::sleep:
        return State::sleeps;
    case Place::resumed:
        // It was asleep before, and still is: what for is what it said then.
        return state_ && *state_ != State::holds ? *state_ : State::io;
    case Place::io:
    case Place::running:
        break;
    }
    return State::io;
}

void Lane::look(const ThreadLook& look, const Emit& emit) {
    const bool awake = look.place == Place::running && !look.holds;
    if (!started_) {
        started_ = true;
        open_from_ns_ = look.at_ns;
        awake_ = {std::nullopt, look.accounts};
        state_ = awake ? std::nullopt : std::optional(settled(look));
    } else {
        const std::int64_t between_ns = last_look_ns_ + ((look.at_ns - last_look_ns_) / 2);
        if (!awake) {
            fall_asleep(look, settled(look), between_ns, emit);
        } else if (state_) {
            tell(*state_, between_ns, emit);
            awake_ = {state_, last_accounts_};
            // A delay is reported as a whole when it is over. Who queued with the GIL in its hands, and let
            // go of it when it had a core again, did not queue without it for longer than it was awake.
            const auto delay_ns = os::grown(last_accounts_.delay_ns, look.accounts.delay_ns);
            awake_.accounts.delay_ns =
                look.accounts.delay_ns -
                std::min(delay_ns, static_cast<std::uint64_t>(look.at_ns - between_ns));
            state_.reset();
        } else if (os::grown(awake_.accounts.run_ns, look.accounts.run_ns) >= look_around_ns &&
                   look.accounts.slices != awake_.accounts.slices) {
            tell_awake(look.accounts, look.at_ns, true, emit);
            awake_.before.reset();
        }
    }
    last_look_ns_ = look.at_ns;
    last_accounts_ = look.accounts;
}

void Lane::fall_asleep(const ThreadLook& look, State state, std::int64_t at_ns, const Emit& emit) {
    // What it ran since the last look may have been with the GIL already.
    const auto with_gil_ns =
        state == State::holds ? static_cast<std::uint64_t>(look.at_ns - last_look_ns_) : 0;
    if (state_) {
        if (*state_ != state) {
            tell(*state_, at_ns, emit);
        }
    } else if (is_about_the_gil(awake_.before) && is_about_the_gil(state) &&
               os::grown(awake_.accounts.run_ns, look.accounts.run_ns) < look_around_ns + with_gil_ns) {
        tell(State::waits, at_ns, emit);
    } else {
        tell_awake(look.accounts, at_ns, state == State::holds, emit);
    }
    state_ = state;
}

void Lane::finish(std::int64_t at_ns, const Emit& emit) {
    if (!started_) {
        return;
    }
    if (state_) {
        tell(*state_, at_ns, emit);
        return;
    }
    // Put on no core since it woke up: it is in the queue still. What runs is counted by the kernel's own
    // ticks, of which there are a hundred a second or more.
    constexpr std::int64_t counted_by_then_ns = 20'000'000;
    const bool queued = last_accounts_.run_ns == awake_.accounts.run_ns &&
                        last_look_ns_ - open_from_ns_ >= counted_by_then_ns;
    if (queued) {
        tell(State::starved, at_ns, emit);
    } else {
        tell_awake(last_accounts_, at_ns, true, emit);
    }
}

} // namespace gilkit::gil
