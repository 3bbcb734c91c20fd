// How much of a program's work is done with a GIL in hand, and what speedup that leaves room for.
//
// Theory of operation. A look says whether a thread has the GIL. One that is awake without it need not be at
// work without it: it may have woken up just now, to take the GIL as soon as it has a core, or be about to go
// to sleep and have had to give its core to whom it handed the GIL; beside busy neighbours both take long.
// What it does next tells: a look counts once the thread has worked on from there, without going to sleep in
// between, for longer than either takes. (The kernel counts both, work and sleeps.) Looks at threads that had
// just woken up don't count at all, nor do those that were followed by other sleeps. What the looks that
// count say of a process is taken to hold for all of its work.
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

// The largest speedup that more cores can give, as far as so many looks tell.
struct Ceiling {
    double speedup = 0;
    std::size_t looks = 0;
};
// A share near 0.9 is then known to about 5 points (its standard error is sqrt(0.9 × 0.1 / looks)).
inline constexpr std::size_t enough_looks = 30;

// That of several runs of one program; nullopt: too few looks.
std::optional<double> ceiling_of(const std::vector<Ceiling>& runs);

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
    std::optional<Ceiling> ceiling(double work_s) const;

private:
    friend class ThreadWork;

    struct Process {
        std::uint64_t work_ns = 0; // of the threads that were seen
        std::size_t free_looks = 0;
        std::map<std::size_t, std::size_t> looks_under_gil;
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
    // Whether it has run since the last look; else it can't have gone to sleep either. (Who had a core then,
    // slept and now waits for one has not been put on another yet: only its time on the first has grown.)
    bool ran_since(const os::SchedStat& accounts) const {
        return !last_ || last_->accounts.slices != accounts.slices ||
               last_->accounts.run_ns != accounts.run_ns;
    }
    std::uint64_t sleeps() const { return last_ ? last_->sleeps : 0; } // at the last look

private:
    enum class At : std::uint8_t { gil, free, woken, asleep };
    At at(const WorkLook& look) const;

    std::optional<WorkLook> last_;
    At last_at_ = At::asleep;
};

} // namespace gilkit::gil
