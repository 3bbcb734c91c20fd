// A copy of this process that does something beside it and hands back bytes.
//
// A ProcessTree takes every stray child of its process for a part of itself, so a process can follow one tree
// at a time. A Worker is a process of its own: what is started in it belongs to it, and the trees of its
// parent leave it alone.
#pragma once

#include "os/fd.hpp"

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gilkit::os {

class Worker {
public:
    // Forks; only while this process has one thread. `task` runs in the copy, which ends with it: no
    // destructor of the caller runs there. It should return soon after interrupted() turns true.
    static Result<Worker> start(const std::function<std::string()>& task);

    Worker(Worker&& other) noexcept;
    Worker& operator=(Worker&&) = delete;
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;
    // Interrupts it and waits until it has cleaned up; kills it when that takes too long.
    ~Worker();

    // What the task returned; empty when it died or we were interrupted.
    Result<std::string> wait();

    // For who waits for several of them: readable when take() has something to do.
    int poll_fd() const { return result_.get(); }
    // What the task returned, once that is whole; empty when it died. Call it when poll_fd() is readable.
    Result<std::optional<std::string>> take();
    // Asks it to end, and does not wait for that.
    void interrupt() const;

private:
    Worker(pid_t pid, UniqueFd result) : pid_(pid), result_(std::move(result)) {}
    bool reap();     // whether it ended as it should
    pid_t pid_ = -1; // -1 once moved from or reaped
    UniqueFd result_;
    std::string taken_;
};

// Children of this process that are neither `root` nor a Worker nor left out: orphans of a tree that came to
// us.
std::vector<pid_t> stray_children(pid_t root);

// From now on the children that this process has are no part of any tree: those that it was born with (a
// shell that replaced itself by us) and those that an earlier tree left behind. They are not waited for
// either.
void leave_out_children();

} // namespace gilkit::os
