// What the kernel tells about this machine and how busy it is. Whatever it does not tell is nullopt: an old
// kernel, one built without the facility, a container that hides the file.
//
// Layouts: proc(5); Documentation/accounting/psi.rst, admin-guide/cgroup-v2.rst, scheduler/sched-bwc.rst and
// admin-guide/cputopology.rst of the kernel.
#pragma once

#include "os/cgroup.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::os {

// Where the kernel's files are; replaced in tests.
struct MachineFiles {
    std::filesystem::path proc = "/proc";
    std::filesystem::path cpus = "/sys/devices/system/cpu";
};

// CPU time since boot, in clock ticks (USER_HZ, usually 10 ms).
struct CpuTicks {
    std::uint64_t busy = 0;  // user, nice, system, interrupts
    std::uint64_t idle = 0;  // idle and waiting for a disk
    std::uint64_t steal = 0; // had something to run, and the hypervisor ran somebody else
};

// How often, and for how long, a control group used up its CPU quota and had to wait for the next period.
struct Throttling {
    std::uint64_t periods = 0; // in which it happened
    std::uint64_t cpu_ns = 0;  // waited, added up over the CPUs
};

// Share of the time in which some task could run and had no core, in percent, averaged over 10, 60, 300 s.
struct Pressure {
    double avg10 = 0;
    double avg60 = 0;
    double avg300 = 0;
    std::uint64_t total_us = 0; // since boot
};

// Average number of tasks that run, could run, or wait for a disk, over 1, 5 and 15 minutes.
struct LoadAverage {
    double avg1 = 0;
    double avg5 = 0;
    double avg15 = 0;
};

std::map<int, CpuTicks> parse_cpu_ticks(std::string_view proc_stat);   // by CPU; empty when malformed
std::optional<Throttling> parse_throttling(std::string_view cpu_stat); // v1 and v2
std::optional<Pressure> parse_pressure(std::string_view pressure);     // its line "some"
std::optional<LoadAverage> parse_load_average(std::string_view loadavg);
std::optional<std::vector<int>> parse_cpu_list(std::string_view list); // "0-2,8" → 0 1 2 8
// Whether the CPU says that it is a virtual one. x86 alone has a word for it: nullopt elsewhere.
std::optional<bool> parse_hypervisor_flag(std::string_view cpuinfo);

// `cpus` grouped by the physical core that they share, as far as the kernel (and a hypervisor that may hide
// it) tells; those that it says nothing about are left out. nullopt when that is all of them.
std::optional<std::vector<std::vector<int>>> physical_cores(const std::vector<int>& cpus,
                                                            const MachineFiles& files = {});

struct MachineFacts {
    std::string kernel;
    int cpus_online = 0;
    std::vector<int> cpus_allowed;
    std::optional<double> quota;                                 // cores; the tightest of all ancestor groups
    double cores_effective = 0;                                  // min(allowed, quota)
    std::optional<std::vector<std::vector<int>>> physical_cores; // the allowed CPUs, by core
    std::optional<bool> hypervisor;
    std::optional<LoadAverage> load;
    std::optional<Pressure> pressure;
};

MachineFacts read_machine(const MachineFiles& files = {});

// One reading of the counters that only differences of are of interest.
struct MachineLoad {
    std::int64_t at_ns = 0;                             // CLOCK_MONOTONIC
    std::map<int, CpuTicks> cpus;                       // the allowed ones; empty: not told
    std::map<std::filesystem::path, Throttling> groups; // own group and ancestors; empty: not told
    std::optional<std::uint64_t> pressure_us;
};

MachineLoad read_load(const MachineFiles& files = {});

// What happened on our CPUs and to our groups between two readings. All of it is about the machine or the
// group as a whole, not about one program.
struct LoadDifference {
    double wall_s = 0;
    std::optional<double> busy_s; // CPU time, added up over the CPUs
    std::optional<double> idle_s;
    std::optional<double> steal_s;
    // steal / (busy + steal): of the time that our CPUs had something to run, the share that the hypervisor
    // gave away. nullopt also when they wanted so little that the clock's ticks can't tell.
    std::optional<double> steal_share;
    // Of the group that waited longest: the waits of a group and its ancestors overlap, so they are not
    // added.
    std::optional<double> throttled_cpu_s; // added up over the CPUs
    std::optional<std::uint64_t> throttled_periods;
    std::optional<double> pressure_share; // of the time, in which some task of the machine had no core
};

LoadDifference difference(const MachineLoad& before, const MachineLoad& after);

} // namespace gilkit::os
