// What two cores deliver here, compared with one.
//
// "Two cores" of a virtual machine are often two hyper-threads of one physical core, whatever the kernel was
// told, and the host's other guests and the cores' shared caches, memory and power cost more. So the same
// work takes more CPU time when the other core is busy, and a program that shares its work out perfectly runs
// less than twice as fast. The calibration measures by how much.
//
// Method. Two threads, each bound to one CPU, do the same fixed piece of work: an interpreter of a made-up
// byte code, with loads, stores and unpredictable branches over a few hundred kB. (One long chain of steps
// that wait for each other would hardly notice a hyper-thread.) In turns, several rounds: the first alone,
// the second alone, both at the same time; whoever is done first goes on working, unmeasured, until the other
// is done too. With a(i) the least time that CPU i needed alone and b(i, r) its time beside the other in
// round r,
//     throughput(r) = a(0) / b(0, r) + a(1) / b(1, r):
// 2 when neither slows the other down, 1 when together they do what one does alone.
#pragma once

#include "measure/statistics.hpp"
#include "os/error.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace gilkit::measure {

struct Calibration {
    std::array<int, 2> cpus{};
    int rounds = 0; // that the spreads are over
    // By CPU time: what the hardware delivers while both run. Time in which neighbours on this machine, or
    // the host where its steal is accounted for, had the core does not count.
    Spread throughput;
    // By wall time: what was to be had at that moment, neighbours included.
    Spread throughput_wall;
    // Mean share of the time in which the other CPU was not idle while one was measured alone. Near 0 as it
    // should be; near 1 it was never alone, and the throughput is an upper bound. nullopt: the kernel does
    // not tell.
    std::optional<double> disturbed;
    std::optional<double> steal_share; // os::LoadDifference, over the whole calibration
};

// The times of one round, in seconds: [0] and [1] by CPU.
struct CalibrationTimes {
    std::array<double, 2> alone{};
    std::array<double, 2> together{};
};

// The formula above; nullopt without rounds and when a time is not positive. Pure.
std::optional<Spread> throughput_of(const std::vector<CalibrationTimes>& rounds);

struct CalibrationError {
    bool interrupted = false;
    std::string what;
};

// Takes under a second on an idle machine and under two on a busy one; with a tight CPU quota three rounds
// take as long as they take. The calling thread's affinity is not touched. SIGINT and its like end it after
// the current round.
tl::expected<Calibration, CalibrationError> calibrate(std::array<int, 2> cpus);

} // namespace gilkit::measure
