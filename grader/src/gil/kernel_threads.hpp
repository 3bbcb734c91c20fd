// What the kernel says of a thread.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

namespace gilkit::gil {

// The innermost of the ids that a thread has, one in each namespace: what its own process calls it.
std::optional<pid_t> inner_id(pid_t pid, pid_t tid);

// At most 15 bytes; empty when the thread is gone.
std::string kernel_name(pid_t pid, pid_t tid);

} // namespace gilkit::gil
