// The control groups that this process is in. Layouts: proc(5) and cgroups(7). `proc_self` and the mount
// points in its mountinfo are replaced in tests.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace gilkit::os {

// One group's folder: cpu.max, cpu.cfs_quota_us, cpu.stat and the like lie in it.
struct CpuGroup {
    std::filesystem::path folder;
    bool v2 = false;
};

// Our own group and all its ancestors that are mounted here, in the hierarchies of v1's cpu controller and of
// v2; the own group first in each. Empty where there are none.
std::vector<CpuGroup> cpu_groups(const std::filesystem::path& proc_self = "/proc/self");

// The controllers, of v1 and v2, for which we may make a group below our own, ascending: what a program that
// we start could be limited with.
std::vector<std::string> usable_controllers(const std::filesystem::path& proc_self = "/proc/self");

} // namespace gilkit::os
