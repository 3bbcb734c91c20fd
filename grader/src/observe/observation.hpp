// What observing a command came to: the plain figures that reports are written from, and what they add up to.
#pragma once

#include "gil/recording.hpp"
#include "judge/result.hpp"
#include "measure/statistics.hpp"

#include <sys/types.h>

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gilkit::observe {

using measure::Spread;

// The numbers of idle cores that a run is replayed on.
inline constexpr std::array replayed_cores{1, 2, 4, 8, 16};

// Where the wall time went, as shares that add up to 1. A moment in which several threads could run counts by
// how many of them had a core.
struct WallShares {
    double on_core = 0;
    double queued = 0; // could run, had no core
    double asleep = 0; // nothing of it could run
};

// What the kernel's accounts say about one run.
struct ObservedDemand {
    double queue_s = 0;         // run-queue delay of the whole tree, as far as it was demand
    double parallelism = 0;     // (CPU + queue) / wall
    double parallelism_low = 0; // the same, with delay that surely was demand alone
    WallShares wall;
    std::map<int, double> replay_s;      // idle cores → the seconds that they would need
    std::map<int, double> replay_high_s; // the same, with delay that surely was demand alone: at most
};

// Of the time of the cores that the run could use, from 0 to 1.
struct OthersShares {
    double neighbours = 0; // other programs
    double hypervisor = 0; // other virtual machines
};

struct ObservedRun {
    std::optional<int> cores;     // confined to that many of our cores; nullopt: free to use all of them
    std::optional<int> exit_code; // nullopt: a signal ended it, or it is still there
    std::optional<int> signal;    // that ended it
    bool interrupted = false;     // somebody asked us, or it, to stop
    double wall_s = 0;            // from its start to its end, without `stopped_s`
    double stopped_s = 0;         // stopped (Ctrl-Z) or frozen, with everything that it started
    double cpu_s = 0;             // on-CPU time of the whole tree
    std::optional<ObservedDemand> demand; // nullopt: Observation::no_demand_because says why
    std::optional<OthersShares> others;   // nullopt: not known
    int processes = 0;                    // seen
    int threads = 0;
    int left_running = 0; // processes that it left behind

    bool ended() const { return exit_code || signal; }
    bool succeeded() const { return exit_code == 0; }
};

// A process that ran before it was observed.
struct Attached {
    pid_t pid = 0;
    bool ended = false; // while it was observed
};

struct Observation {
    std::vector<std::string> command;
    judge::Machine machine;
    int cores_allowed = 0;
    int wanted_runs = 1;
    std::vector<ObservedRun> runs; // in the order in which they were made; at least one
    int interrupted_by = 0;        // the signal that asked us to stop, or 0
    // Sentences for the reader; empty where there is nothing to say.
    std::string no_demand_because;
    std::string ended_early_because;
    std::vector<std::string> notes;
    // What was seen of the GIL, in the last run that was free to use all cores; nullopt: nobody asked.
    std::optional<gil::Recording> recording;
    std::optional<Attached> attached; // nullopt: the command was started by us
};

// Real wall time on that many of our cores.
struct ConfinedFigures {
    int cores = 0;
    int runs = 0;
    Spread wall_s;
    std::optional<Spread> speedup; // over one core, which must be among the measured; per round
};

// Medians and spread over the runs that were free to use all our cores. A run that was interrupted counts
// only where there is no other.
struct ObservationFigures {
    int runs = 0;
    Spread wall_s;
    Spread cpu_s;
    std::optional<Spread> queue_s;
    std::optional<Spread> parallelism;
    std::optional<Spread> parallelism_low;
    std::optional<WallShares> wall;      // of all runs together
    std::map<int, Spread> replay_s;      // by idle cores
    std::map<int, Spread> replay_high_s; // likewise: at most
    std::map<int, Spread> speedup;       // by idle cores: replayed on one of them / on that many
    std::map<int, Spread> speedup_low;   // likewise: at least
    std::optional<OthersShares> others;  // medians
    int processes = 0;                   // at most, in a run
    int threads = 0;
    double stopped_s = 0; // in these runs
    int left_running = 0; // by all runs, each at its end
    std::vector<ConfinedFigures> confined;
};

ObservationFigures figures_of(const Observation& observation);

// Whether the hypervisor took so much that accounts of running and queueing leave time out: a thread that it
// holds back is in neither, and looks asleep.
bool held_back(const ObservationFigures& figures);

// One sentence on how parallel the command is, from what was measured alone.
std::string verdict_of(const ObservationFigures& figures);

// The run that tells how the command ended: the first that did not succeed, else the last.
const ObservedRun& telling_run(const Observation& observation);

} // namespace gilkit::observe
