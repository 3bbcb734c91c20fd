// The control groups that this process, or another, is in. Layouts: proc(5) and cgroups(7). `proc_self` and
// the mount points in its mountinfo are replaced in tests.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::os {

// One group's folder, in which its files lie: cpu.max or cpu.cfs_quota_us, cgroup.procs and the like.
struct Cgroup {
    std::filesystem::path folder;
    bool v2 = false;
};

// Our own group and all its ancestors that are mounted here, in the hierarchies of v1's cpu controller and of
// v2; the own group first in each. Empty where there are none.
std::vector<Cgroup> cpu_groups(const std::filesystem::path& proc_self = "/proc/self");

// Our own group in the hierarchy of this controller ("memory", "pids"): one of v1's, or v2's where it has it.
std::optional<Cgroup> own_group(std::string_view controller,
                                const std::filesystem::path& proc_self = "/proc/self");

// Whether a file of a group that lists words (cgroup.controllers, cgroup.subtree_control) lists this one.
bool group_lists(const std::filesystem::path& file, std::string_view word);

// The controllers, of v1 and v2, for which we may make a group below our own, ascending: what a program that
// we start could be limited with.
std::vector<std::string> usable_controllers(const std::filesystem::path& proc_self = "/proc/self");

// Where a process's freezer state may be read: v1's freezer.state, v2's cgroup.events (admin-guide/cgroup-v1/
// freezer-subsystem.rst and cgroup-v2.rst of the kernel).
std::vector<std::filesystem::path> freezer_files(const std::filesystem::path& proc_pid,
                                                 const std::filesystem::path& proc_self = "/proc/self");

// Whether the text of one of these says that the group is frozen, itself or with an ancestor.
bool says_frozen(std::string_view text);

// Whether a process is frozen with its group: it does nothing until that is thawed, whatever signal it is
// sent (v2: unless the signal kills it). False also where the kernel does not tell.
bool is_frozen(pid_t pid);

} // namespace gilkit::os
