// Interruption by SIGINT, SIGTERM and SIGHUP, as a question that long waits ask.
//
// The signals are blocked everywhere except inside wait_for(), so no handler runs in the middle of anything
// and no wait can miss one. The first of them makes interrupted() true for good; whoever waits unwinds, and
// the owners of processes and folders clean up on the way out.
//
// An interactive command has more of them: signals that ask for no end. NoticedSignals treats them the same
// way.
#pragma once

#include "os/error.hpp"

#include <poll.h>

#include <csignal>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace gilkit::os {

// Installs the handlers and blocks the signals; ignores SIGPIPE, and SIGCHLD no longer. Call once, before any
// thread starts.
void install_interrupt_handlers();

// The signal that asked us to stop, or 0.
int interrupted();

// From now on interrupted() says that this signal came: for who finds out by other means that nobody waits
// for what we do.
void interrupt_ourselves(int signal);

// ppoll() over `fds` until `deadline_ns` (CLOCK_MONOTONIC; already past: just look). Returns the number of
// ready descriptors: 0 at the deadline and when a signal arrived (look at interrupted()).
Result<int> wait_for(std::span<pollfd> fds, std::int64_t deadline_ns);

// Writes everything, as fast as whoever reads it takes it. A reader that takes nothing may be waited for for
// ever, but for an interruption: that is EINTR.
Result<void> write_unless_interrupted(int fd, std::string_view data);

// Signals that tell us something (SIGWINCH, SIGCONT, SIGTSTP), kept for whoever asks. While it lives they do
// nothing else, are blocked outside of wait_for(), and end such a wait early. Those that we were started
// without are left alone. One at a time, while there is one thread.
class NoticedSignals {
public:
    explicit NoticedSignals(const std::vector<int>& signals);
    NoticedSignals(const NoticedSignals&) = delete;
    NoticedSignals& operator=(const NoticedSignals&) = delete;
    ~NoticedSignals(); // handlers and mask are as before

    // Whether it has arrived since the last call.
    bool take(int signal);
    // Stops this process as SIGTSTP, SIGTTIN or SIGTTOU does by default; returns when it was continued, or at
    // once where nobody could continue it (an orphaned process group).
    void stop_by(int signal);

private:
    std::vector<std::pair<int, struct sigaction>> before_;
    sigset_t mask_before_{};
};

} // namespace gilkit::os
