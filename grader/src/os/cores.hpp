// How many cores this process may really use.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::os {

// Numbers of the CPUs that this process may run on, ascending.
std::vector<int> allowed_cpus();

// CPUs that are switched on in this machine.
int online_cpus();

// "max 100000" or "150000 100000" (cgroup v2 cpu.max) → cores, nullopt when unlimited or malformed.
std::optional<double> parse_cpu_max(std::string_view text);

// The tightest CPU quota, in cores, of this process's cgroups and all their ancestors, v1 and v2 alike;
// nullopt when there is none. `proc_self` and the mount points in its mountinfo are replaced in tests.
std::optional<double> cgroup_cpu_quota(const std::filesystem::path& proc_self = "/proc/self");

// min(allowed CPUs, quota): may be a fraction.
double effective_cores();

// "6.18.44-generic"
std::string kernel_release();

} // namespace gilkit::os
