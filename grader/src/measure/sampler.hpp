// Follows a process tree and reads what its demand for cores is, from the kernel's accounts.
//
// Theory of operation. The owner of the run calls tick() every few milliseconds. Each tick reads
//   - work: the CPU clock of each process, which includes its exited threads, to the nanosecond;
//   - delay: the run-queue delay of each thread (/proc/PID/task/TID/schedstat, held open), where the process
//     worked at all: delay is counted when a thread is put on a core;
//   - of threads that queued, how often they slept and how often they were displaced (.../status): that
//     tells which delay was demand (queueing.hpp).
// Every 20 ms a tick looks for new processes and threads first (/proc/PID/task, .../children; orphans come to
// us as their subreaper). What a thread counted before it was found is read with it. Delay is known only when
// a thread is put on a core again, so it is spread backwards from the tick that reports it.
//
// A process that lives and dies unseen leaves its CPU time in the accounts of whoever waited for it; at the
// end it is added, together with delay in the proportion of what was seen.
//
// Why polling. Exit events by ptrace stop every thread at its birth and its death, can't follow a program
// that is traced already, and are refused in many containers; taskstats and the process connector are for
// root. What polling misses is the delay of the last milliseconds of each task. The cost of a tick is a few
// system calls for each thread; grader/bench/overhead.py measures what the observed program feels of it.
#pragma once

#include "measure/claims.hpp"
#include "measure/demand.hpp"
#include "measure/queueing.hpp"
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
    double before_s = 0;    // the same from its start until begin()
    double queue_s = 0;     // its run-queue delay that was demand: Delay::likely
    double queue_low_s = 0; // Delay::sure
    double queue_all_s = 0; // Delay::all
    int processes = 0;      // that were seen
    int threads = 0;        // likewise, the first one of each process included
    int busy_processes = 0; // those that did at least a twentieth of the work
    int busy_threads = 0;   // likewise
    DemandTrace trace;

    double parallelism() const { return asked_for(queue_s); }
    double parallelism_low() const { return asked_for(queue_low_s); }

private:
    double asked_for(double delay_s) const { return wall_s > 0 ? (cpu_s + delay_s) / wall_s : 0.0; }
};

// Seconds between two ticks. Most of a tick's cost is waking up beside the program, on cold caches, so twice
// as long would cost half as much; but then one look covers several turns of a thread that waits for the GIL:
// beside a neighbour on one of two cores, four such threads read 1.28 cores instead of 1.07. Where one thread
// works alone, nobody takes turns.
constexpr double tick_s = 0.005;
constexpr double lone_tick_s = 2 * tick_s;
// Who asks for ticks this often and gets none for so long has been stopped, and so has everybody.
constexpr double standstill_s = 0.25;
// A look that comes so long after the one before came late: we got no core for it, as others may not have.
constexpr double late_s = 5 * tick_s;

// Where a process of the tree goes that has lost its parent.
enum class Orphans : std::uint8_t {
    come_to_us, // we are the subreaper
    stay        // in the tree: its root is their subreaper, or pid 1 of a namespace
};

class DemandSampler {
public:
    // `root`: a child of this process, or any other process. In the tree of another one, what loses its
    // parent is lost to us.
    explicit DemandSampler(pid_t root, Orphans orphans = Orphans::come_to_us)
        : root_(root), orphans_(orphans) {}

    // The clock starts: what the tree has used so far does not count.
    void begin(std::int64_t now_ns);
    void tick(std::int64_t now_ns);
    // The same, and looks for new processes and threads whatever the tick's number, and at those that rest.
    void thorough_tick(std::int64_t now_ns);
    // The run ended at `end_ns`, not after the last tick; the tree is still there. `orphans_cpu_ns`: CPU time
    // of the tree's orphans that the caller has reaped since begin().
    Demand finish(std::int64_t end_ns, std::uint64_t orphans_cpu_ns);

    // Whether any thread is running or could run, by the state that the kernel gives it now.
    bool runnable();
    // How long the owner may wait with the next tick.
    double pause_s() const { return lone_ticks_ >= ticks_until_lone ? lone_tick_s : tick_s; }
    // Wall time that the tree would have taken on as many idle cores, from begin() to the last tick.
    // Everything that queued counts as kept waiting, in vain or not, and so does who still waits: this sets
    // limits of time, in which nobody is to suffer from neighbours. So does, since the last call, who sits in
    // the kernel now and can't be woken (state D): neighbours that map the same libraries and start and end
    // by the hundred hold its locks for minutes. Who waits there for a vfork() of its own looks the same; it
    // spins out its time by that, and wins nothing. Nor is anybody to suffer from a machine that stands
    // still, as virtual ones do now and then: between two looks that lie further apart than `standstill_s`,
    // the clock stands still, too.
    double idle_s(double cores);
    // Of the wall time from begin() to the last tick, what looks vouch for. Whoever lives and dies between
    // two looks waits for cores unseen, and where looks come late that may be most of a tree: idle_s() then
    // takes its waiting for rest. So a late look vouches for no more than the work that it finds done, except
    // of a tree that did nothing and is who it was.
    double vouched_s() const { return vouched_s_; }
    // CPU time counted since begin().
    std::uint64_t work_ns() const { return work_ns_; }
    // Whether the tree used the CPU between the last two ticks.
    bool worked() const { return worked_; }
    // Processes alive when they were last looked for.
    std::vector<pid_t> processes() const;
    // Threads alive when they were last looked for, over all processes.
    std::size_t tasks() const;

private:
    struct Thread {
        explicit Thread(const std::string& folder);
        os::ProcFile schedstat;
        os::ProcFile children;
        os::ProcFile stat;
        os::ProcFile status;
        os::SchedStat accounts; // at the last tick
        os::Switches switches;  // when they were last asked for
        QueueJudge judge;
        Claims claims;
        std::uint64_t counted_run_ns = 0;
        double moved_s = 0; // when it was last seen to have been on a core, or was found
        bool was_read = false;
        bool gone = false;
        std::uint64_t seen_in_walk = 0;
    };
    struct Process {
        explicit Process(pid_t pid) : cpu(pid), thread_count(pid) {}
        os::CpuClock cpu;
        os::ThreadCount thread_count;
        std::map<pid_t, Thread> threads;
        std::uint64_t cpu_ns = 0; // at the last tick
        std::uint64_t counted_ns = 0;
        bool gone = false;
        std::uint64_t seen_in_walk = 0;
    };

    void look(double now_s, bool resting_ones_too);
    double idle_with_standstills_s(double cores);
    void vouch(double away_s, double worked_s);
    void walk();
    // The threads that a known process has now. False: it is gone.
    bool find_threads(pid_t pid, Process& process);
    void read_all(double now_s, bool resting_ones_too);
    // CPU time since the last tick.
    std::uint64_t read_process(Process& process, double now_s);
    void read_thread(Thread& thread, double now_s);
    void forget_the_gone();
    void end(Thread& thread);
    // Brings what the threads claimed in the last period into the trace.
    void settle_claims(double now_s);
    // Keeps the work of those that ended, as far as they may still turn out to be busy ones.
    void remember(std::vector<std::uint64_t>& ended_ns, std::uint64_t ns) const;
    int busy(const std::vector<std::uint64_t>& each_ns) const;
    // CPU time that the living processes and the children they waited for have used since they started.
    std::uint64_t accounts_ns() const;

    // Two looks for new threads lie in these.
    static constexpr int ticks_until_lone = 8;

    pid_t root_;
    Orphans orphans_;
    std::int64_t begin_ns_ = 0;
    bool counting_ = false;
    double last_tick_s_ = 0;
    double stood_still_s_ = 0;    // of the time that idle cores would have taken
    double asked_for_idle_s_ = 0; // the tick at which states were last looked at for that time
    double vouched_s_ = 0;
    bool came_or_went_ = false; // somebody, since the last look
    double next_walk_s_ = 0;
    double next_settling_s_ = claims_period_s;
    int lone_ticks_ = 0;      // on end, in which at most one thread worked
    int threads_at_work_ = 0; // in this tick
    std::uint64_t walk_number_ = 0;
    std::map<pid_t, Process> processes_;
    int processes_seen_ = 0;
    int threads_seen_ = 0;
    DemandTrace trace_{tick_s};
    std::uint64_t accounts_at_begin_ns_ = 0;
    std::uint64_t work_ns_ = 0;
    bool worked_ = false;
    std::vector<Claims> ended_claims_; // of threads that ended in this period
    std::vector<std::uint64_t> ended_processes_ns_;
    std::vector<std::uint64_t> ended_threads_ns_;
};

} // namespace gilkit::measure
