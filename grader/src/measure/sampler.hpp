// Follows a process tree and reads what its demand for cores is, from the kernel's accounts.
//
// Theory of operation. The owner of the run calls tick() every few milliseconds. Each tick finds the tree's
// processes and threads (/proc/PID/task, .../children; orphans come to us as their subreaper) and reads
//   - work: the CPU clock of each process, which includes its exited threads, to the nanosecond;
//   - delay: the run-queue delay of each thread (/proc/PID/task/TID/schedstat, held open);
//   - now and then, voluntary and involuntary context switches of each thread (/proc/PID/task/TID/status).
// Delay is known only when a thread is put on a core again, so it is spread backwards from the tick that
// reports it. A process that lives and dies between two ticks is never seen; its CPU time is, in the accounts
// of whoever waited for it, and is added at the end. Its delay is lost: at most one tick's worth.
#pragma once

#include "measure/demand.hpp"
#include "os/procfs.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gilkit::measure {

// The accounts of one finished run.
struct Demand {
    double wall_s = 0;
    double cpu_s = 0;       // on-CPU time of the whole tree
    double queue_s = 0;     // its run-queue delay
    double queue_low_s = 0; // the same, each thread's weighted by its share of involuntary switches: a thread
                            // that was woken a moment ago queues too, without having been kept from working
    int busy_processes = 0; // those that did at least a twentieth of the work
    int busy_threads = 0;   // likewise
    DemandTrace trace;

    double parallelism() const { return measure::parallelism(cpu_s, queue_s, wall_s); }
    double parallelism_low() const { return measure::parallelism(cpu_s, queue_low_s, wall_s); }
};

class DemandSampler {
public:
    // `root` is a child of this process.
    explicit DemandSampler(pid_t root) : root_(root) {}

    // The clock starts: what the tree has used so far does not count.
    void begin(std::int64_t now_ns);
    void tick(std::int64_t now_ns);
    // The run ended at `end_ns`, not after the last tick; the tree is still there. `orphans_cpu_ns`: CPU time
    // of the tree's orphans that the caller has reaped since begin().
    Demand finish(std::int64_t end_ns, std::uint64_t orphans_cpu_ns);

    // Whether any thread is running or could run, by the state that the kernel gives it now.
    bool runnable();
    // CPU time counted since begin().
    std::uint64_t work_ns() const { return work_ns_; }
    // Threads seen at the last tick, over all processes.
    std::size_t tasks() const { return threads_.size(); }

private:
    struct Thread {
        explicit Thread(const std::string& folder);
        os::ProcFile schedstat;
        os::ProcFile children;
        os::ProcFile stat;
        os::ProcFile status;
        os::SchedStat accounts; // at the last tick
        std::uint64_t counted_run_ns = 0;
        std::uint64_t counted_delay_ns = 0;
        std::optional<os::Switches> switches_at_first;
        os::Switches switches;
        std::uint64_t seen_in_tick = 0;
    };
    struct Process {
        std::uint64_t cpu_ns = 0; // at the last tick
        std::uint64_t counted_ns = 0;
        std::uint64_t seen_in_tick = 0;
    };

    void visit_all(double now_s);
    void visit_process(pid_t pid, double now_s, std::vector<pid_t>& found);
    void visit_thread(pid_t pid, pid_t tid, double now_s, std::vector<pid_t>& found);
    void forget_the_gone();
    // Run-queue delay since begin(), weighted by the share of involuntary switches; seconds.
    static double weighted_delay_s(const Thread& thread);
    // CPU time that the living processes and the children they waited for have used since they started.
    std::uint64_t accounts_ns() const;

    pid_t root_;
    std::int64_t begin_ns_ = 0;
    bool counting_ = false;
    double last_tick_s_ = 0;
    std::uint64_t tick_number_ = 0;
    std::map<pid_t, Process> processes_;
    std::map<pid_t, Thread> threads_;
    DemandTrace trace_;
    std::uint64_t accounts_at_begin_ns_ = 0;
    std::uint64_t work_ns_ = 0;
    std::uint64_t delay_ns_ = 0;
    double queue_low_s_ = 0;                       // of threads that are gone
    std::vector<std::uint64_t> gone_processes_ns_; // the work of each
    std::vector<std::uint64_t> gone_threads_ns_;
};

} // namespace gilkit::measure
