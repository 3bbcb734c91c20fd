// The one place that starts processes and waits for them.
//
// A Child owns its process: when the owner goes away the process is killed and reaped. A ProcessTree owns
// everything that a child started as well, however it detached itself: this process is made a subreaper, so
// orphans come back to us instead of to init, and the sweep goes on until nobody is left. One tree at a
// time in a process: the sweep takes every stray child of ours for a part of it (a Worker follows another).
#pragma once

#include "os/fd.hpp"

#include <sys/resource.h>
#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gilkit::os {

struct SpawnOptions {
    std::vector<std::string> argv;        // argv[0] is a path, or is looked up in our PATH
    std::vector<std::string> environment; // "NAME=value"; nothing else is inherited
    std::filesystem::path directory;      // empty: ours
    // (ours, the child's); 0, 1 and 2 are /dev/null unless given; everything else is closed.
    std::vector<std::pair<int, int>> fds;
    std::vector<std::pair<int, rlim_t>> limits; // RLIMIT_…, soft and hard alike
    std::vector<int> cpus;                      // empty: where we may run
    int nice = 0;                               // how much it steps back behind us, 0 to 19
    // The program gets what we were given (os/inheritance.hpp): all descriptors that we were started with,
    // signals and limit of open files included, `fds` being empty. Without it, signals are as usual.
    bool in_our_place = false;
    bool new_session = false; // away from our terminal and its signals
    bool die_with_us = false; // SIGKILL when we are gone, even by SIGKILL
};

// Told the process's number while it waits, ready, just before it becomes the program.
using BeforeExec = std::function<void(pid_t)>;

struct ExitStatus {
    int code = 0;   // meaningful when signal == 0
    int signal = 0; // the signal that ended it
    // CPU time of the process and of all descendants that were waited for, nanoseconds.
    std::uint64_t cpu_ns = 0;

    bool success() const { return signal == 0 && code == 0; }
};

// A descriptor that is readable once the process has ended (pidfd_open(2)); invalid where there is none.
UniqueFd open_pidfd(pid_t pid);

class Child {
public:
    // Errors of the child's side before exec (missing program, missing folder) arrive here too.
    static Result<Child> spawn(const SpawnOptions& options, const BeforeExec& before_exec = {});

    Child(Child&& other) noexcept;
    Child& operator=(Child&& other) noexcept;
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child();

    pid_t pid() const { return pid_; }
    // Readable when the process has ended: for poll().
    int poll_fd() const { return pidfd_.get(); }
    // The exit status once the process has ended; does not block.
    std::optional<ExitStatus> try_wait();
    // Waits without limit.
    ExitStatus wait();
    // An error when it is not ours to signal (EPERM): a program with the rights of another user.
    Result<void> signal(int number) const; // NOLINT(modernize-use-nodiscard): most callers can do nothing
    // What job control did to it since the last call: the signal that stopped it, SIGCONT, or 0.
    int job_change() const;
    // Lets it go: it is neither killed nor waited for any more. The owner holds nothing afterwards.
    void release();

private:
    Child(pid_t pid, UniqueFd pidfd) : pid_(pid), pidfd_(std::move(pidfd)) {}
    pid_t pid_ = -1; // -1 once moved from
    UniqueFd pidfd_;
    std::optional<ExitStatus> status_;
};

class ProcessTree {
public:
    static Result<ProcessTree> spawn(const SpawnOptions& options, const BeforeExec& before_exec = {});
    ~ProcessTree();
    ProcessTree(ProcessTree&&) = default;
    ProcessTree& operator=(ProcessTree&&) = delete;
    ProcessTree(const ProcessTree&) = delete;
    ProcessTree& operator=(const ProcessTree&) = delete;

    Child& root() { return root_; }
    // CPU time of orphans reaped so far, nanoseconds.
    std::uint64_t orphans_cpu_ns() const { return orphans_cpu_ns_; }
    // Reaps orphans that have ended; cheap, call now and then.
    void reap_orphans();
    // Leaves all of it to itself: nothing is killed. Nothing else may be called afterwards.
    void release() { root_.release(); }
    // Kills everything; false when something survived SIGKILL for `patience_ns`.
    bool kill_all(std::int64_t patience_ns);

private:
    explicit ProcessTree(Child root) : root_(std::move(root)) {}
    Child root_;
    std::uint64_t orphans_cpu_ns_ = 0;
};

// Kills the stray children of this process (os/worker.hpp) and all below them, and reaps them; false when
// something survived SIGKILL for `patience_ns`. For what a Worker left behind that died before its time.
bool kill_strays(std::int64_t patience_ns);

} // namespace gilkit::os
