// Signals that were sent to us, taken one by one by whoever stands between a program and its caller.
//
// Theory of operation. While the relay is open, everything that could end, stop or tell a program something
// is blocked, and read from a descriptor together with where it came from. What a terminal sends, it sends to
// the whole foreground group: the program has it already. What a process sends to us is meant for the
// program. What we were started with ignored (nohup) is left alone: the program ignores it as well. SIGCHLD
// arrives here, too, so that a child's stop and continuation are noticed at once.
#pragma once

#include "os/error.hpp"
#include "os/fd.hpp"

#include <poll.h>
#include <sys/types.h>

#include <csignal>
#include <cstdint>
#include <optional>
#include <span>

namespace gilkit::os {

struct ReceivedSignal {
    int number = 0;
    bool from_kernel = false; // a terminal's key or window, for the whole group
    pid_t sender = 0;         // 0 when from the kernel, or from outside our process namespace
};

// SIGINT, SIGTERM, SIGHUP or SIGQUIT.
bool is_interruption(int number);
// SIGTSTP, SIGTTIN or SIGTTOU: a stop that a program may handle or refuse.
bool is_polite_stop(int number);

class SignalRelay {
public:
    // One at a time, in the main thread.
    static Result<SignalRelay> open();
    SignalRelay(SignalRelay&&) = default;
    SignalRelay& operator=(SignalRelay&&) = delete;
    SignalRelay(const SignalRelay&) = delete;
    SignalRelay& operator=(const SignalRelay&) = delete;
    ~SignalRelay();

    // poll() over `fds` until `deadline_ns` (CLOCK_MONOTONIC) or until a signal is there: whether one is.
    Result<bool> wait_for(std::span<pollfd> fds, std::int64_t deadline_ns) const;
    // The next signal that has arrived; does not wait.
    std::optional<ReceivedSignal> next() const;
    // Stops this process as that polite stop does; returns when it was continued, or at once where nobody
    // could continue it (an orphaned process group).
    static void stop_ourselves(int number);

private:
    SignalRelay(UniqueFd fd, const sigset_t& before) : fd_(std::move(fd)), before_(before) {}
    UniqueFd fd_;
    sigset_t before_;
};

// Ends this process the way that signal ends a program, without a core file, so that our caller sees what it
// would have seen of the program. Returns where that can't be had: a signal that ends nobody, or process 1.
void die_by(int number);

} // namespace gilkit::os
