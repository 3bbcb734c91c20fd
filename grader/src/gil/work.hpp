// How much of a program's work is done with a GIL in hand, and what speedup that leaves room for.
//
// Theory of operation. Work is time on a core, which the kernel counts for each thread; a look says whether
// the thread had the GIL. What it worked from one look to the next was done with the GIL or without it, as
// the looks on either side say. A thread that is awake without the GIL need not be at work without it: it may
// have woken up just now, and want the GIL as soon as it has a core, which beside busy neighbours takes long.
// The kernel's count of the times that it went to sleep tells the two apart: who has run, and has not slept
// since, was at work. Stretches that begin asleep, or so that nobody can tell, are left out, with and without
// the GIL alike, and taken to be like the rest of their process.
#pragma once

#include "os/procfs.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace gilkit::gil {

// A look at one thread.
struct WorkLook {
    bool awake = false;             // or holding the GIL, whatever else it does
    std::optional<std::size_t> gil; // that it held: its number within the process
    os::SchedStat accounts;
    std::uint64_t sleeps = 0; // how often it has gone to sleep (voluntary context switches)
};

class WorkTally {
public:
    // From now on, a thread that is looked at for the first time was made since the beginning.
    void set_under_way() { under_way_ = true; }

    // The largest speedup that more cores can give: all work over the work under that GIL which was used
    // most. What is done with a GIL in hand is done piece after piece (Amdahl 1967, the GIL's work being the
    // serial part). Processes that share the work evenly have a ceiling of their number, threads that compute
    // in Python one of 1. `work_s`: what the kernel counted of the whole program. What no look saw of it is
    // taken to need no GIL, so that the ceiling is rather too high than too low. nullopt: no GIL was seen at
    // work, or too seldom.
    std::optional<double> ceiling(double work_s) const;

private:
    friend class ThreadWork;

    struct Process {
        std::uint64_t seen_ns = 0; // all work of the threads that were seen
        std::uint64_t free_ns = 0; // of that, surely without a GIL
        std::map<std::size_t, std::uint64_t> under_gil_ns;
        std::size_t stretches = 0; // that these two are made of
    };
    Process& process(std::size_t number);

    bool under_way_ = false;
    std::vector<Process> processes_; // by number
};

// The looks at one thread, which they are told in order.
class ThreadWork {
public:
    // `process`: the number of its process in the tally.
    void look(const WorkLook& look, std::size_t process, WorkTally& tally);
    // Whether it has been put on a core since the last look; else it can't have gone to sleep either.
    bool ran_since(const os::SchedStat& accounts) const {
        return !last_ || last_->accounts.slices != accounts.slices;
    }
    std::uint64_t sleeps() const { return last_ ? last_->sleeps : 0; } // at the last look

private:
    enum class At : std::uint8_t { gil, free, unsure, asleep };
    At at(const WorkLook& look) const;

    std::optional<WorkLook> last_;
    At last_at_ = At::asleep;
};

} // namespace gilkit::gil
