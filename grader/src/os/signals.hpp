// Interruption by SIGINT, SIGTERM and SIGHUP, as a question that long waits ask.
//
// The signals are blocked everywhere except inside wait_for(), so no handler runs in the middle of anything
// and no wait can miss one. The first of them makes interrupted() true for good; whoever waits unwinds, and
// the owners of processes and folders clean up on the way out.
#pragma once

#include "os/error.hpp"

#include <poll.h>

#include <cstdint>
#include <span>

namespace gilkit::os {

// Installs the handlers and blocks the signals; ignores SIGPIPE, and SIGCHLD no longer. Call once, before any
// thread starts.
void install_interrupt_handlers();

// The signal that asked us to stop, or 0.
int interrupted();

// ppoll() over `fds` until `deadline_ns` (CLOCK_MONOTONIC; already past: just look). Returns the number of
// ready descriptors: 0 at the deadline and when a signal arrived (look at interrupted()).
Result<int> wait_for(std::span<pollfd> fds, std::int64_t deadline_ns);

} // namespace gilkit::os
