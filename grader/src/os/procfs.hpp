// What the kernel says about processes and threads, from /proc. Layouts: proc(5) and, for schedstat,
// Documentation/scheduler/sched-stats.rst of the kernel.
//
// A process can vanish between two reads; "no value" then means just that, and is no error.
#pragma once

#include "os/fd.hpp"

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gilkit::os {

struct SchedStat {
    std::uint64_t run_ns = 0;   // on a CPU
    std::uint64_t delay_ns = 0; // runnable, without a CPU (run-queue delay)
    std::uint64_t slices = 0;   // times put on a CPU
};

struct ProcStat {
    char state = '?'; // R running or runnable, S sleeping, D waiting for a disk, T stopped, Z dead, …
    pid_t parent = 0;
    // CPU time of children that were waited for, in nanoseconds; the kernel rounds down to clock ticks.
    std::uint64_t children_ns = 0;
};

struct Switches {
    std::uint64_t voluntary = 0;
    std::uint64_t involuntary = 0;
};

std::optional<SchedStat> parse_schedstat(std::string_view text);
std::optional<ProcStat> parse_stat(std::string_view text);       // /proc/PID/stat
std::optional<Switches> parse_switches(std::string_view status); // /proc/PID/status

std::vector<pid_t> parse_pids(std::string_view text); // .../children

// What a counter has gained. Some step back a little now and then; that is nothing gained.
constexpr std::uint64_t grown(std::uint64_t before, std::uint64_t after) {
    return after > before ? after - before : 0;
}

// A file of /proc that is read over and over: opened by the first read, and once (opening costs several times
// what reading does).
class ProcFile {
public:
    explicit ProcFile(std::string path) : path_(std::move(path)) {}
    // The whole text, valid until the next call; empty once the process or thread is gone.
    std::string_view read();

private:
    std::string path_; // empty once opened
    UniqueFd fd_;
    std::string buffer_;
};

// Thread ids of a process; empty when it is gone.
std::vector<pid_t> threads_of(pid_t pid);

// How many there are, for a tenth of the price of asking which.
class ThreadCount {
public:
    explicit ThreadCount(pid_t pid);
    // nullopt: the process is gone, or its number can't be had this way.
    std::optional<std::size_t> read() const;

private:
    UniqueFd folder_; // its links are its own two and one from each thread (proc_task_getattr)
};

// Whether this kernel lists the children of a thread (CONFIG_PROC_CHILDREN). Without it children_of() reads
// the parent of every process of the machine.
bool children_listed();

// Processes that a thread has started and that are still there, dead ones not yet waited for included.
std::vector<pid_t> children_of(pid_t pid, pid_t tid);

// The same for a whole process, by the parent that every process of the machine names: slow.
std::vector<pid_t> scan_children_of(pid_t pid);

// All children of a process, over all its threads.
std::vector<pid_t> children_of(pid_t pid);

// These and all their descendants, parents before children.
std::vector<pid_t> with_descendants(std::vector<pid_t> pids);

// Threads of all processes that a user has, as far as /proc shows them.
std::size_t tasks_of_user(uid_t user);

// What the kernel says that a process does now: ProcStat::state. nullopt: it is gone, or hidden.
std::optional<char> process_state(pid_t pid);

// The clock of the CPU time that a process uses, exited threads included.
class CpuClock {
public:
    explicit CpuClock(pid_t pid);
    // In nanoseconds; nullopt once the process is gone.
    std::optional<std::uint64_t> read() const;

private:
    std::optional<clockid_t> clock_;
};

std::optional<std::uint64_t> process_cpu_ns(pid_t pid);

// The memory that a process has in use, bytes; nullopt once it is gone, or where we may not ask.
// `resident`: quick to find; pages that processes share count for each of them. `proportional`: such a page
// counts by its share (PSS, /proc/PID/smaps_rollup), which takes the kernel a walk through all its memory.
std::optional<std::uint64_t> resident_bytes(pid_t pid);
std::optional<std::uint64_t> proportional_bytes(pid_t pid);

// Whether this kernel keeps run-queue delays (CONFIG_SCHED_INFO); without them demand can't be measured.
bool run_queue_delay_available();

} // namespace gilkit::os
