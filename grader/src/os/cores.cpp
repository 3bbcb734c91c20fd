#include "os/cores.hpp"

#include "os/cgroup.hpp"
#include "os/fd.hpp"

#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <sstream>

namespace gilkit::os {

std::vector<int> allowed_cpus() {
    // The kernel refuses a set smaller than its own; machines may have more CPUs than CPU_SETSIZE.
    for (int capacity = 1024; capacity <= 1 << 16; capacity *= 4) {
        const std::unique_ptr<cpu_set_t, void (*)(cpu_set_t*)> set(
            CPU_ALLOC(static_cast<std::size_t>(capacity)), [](cpu_set_t* s) { CPU_FREE(s); });
        const std::size_t size = CPU_ALLOC_SIZE(static_cast<std::size_t>(capacity));
        if (set == nullptr || ::sched_getaffinity(0, size, set.get()) < 0) {
            continue;
        }
        std::vector<int> cpus;
        for (int cpu = 0; cpu < capacity; ++cpu) {
            if (CPU_ISSET_S(static_cast<std::size_t>(cpu), size, set.get())) {
                cpus.push_back(cpu);
            }
        }
        return cpus;
    }
    return {0};
}

int online_cpus() {
    return static_cast<int>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
}

std::optional<double> parse_cpu_max(std::string_view text) {
    std::istringstream words{std::string(text)};
    double quota = 0;
    double period = 0;
    if (!(words >> quota >> period) || quota <= 0 || period <= 0) {
        return std::nullopt;
    }
    return quota / period;
}

namespace {

std::optional<double> quota_of(const Cgroup& group) {
    if (group.v2) {
        const auto text = read_small_file(group.folder / "cpu.max");
        return text ? parse_cpu_max(*text) : std::nullopt;
    }
    const auto quota = read_small_file(group.folder / "cpu.cfs_quota_us"); // -1 when unlimited
    const auto period = read_small_file(group.folder / "cpu.cfs_period_us");
    return quota && period ? parse_cpu_max(*quota + " " + *period) : std::nullopt;
}

} // namespace

std::optional<double> cgroup_cpu_quota(const std::filesystem::path& proc_self) {
    std::optional<double> tightest;
    for (const Cgroup& group : cpu_groups(proc_self)) {
        if (const auto quota = quota_of(group)) {
            tightest = std::min(tightest.value_or(*quota), *quota);
        }
    }
    return tightest;
}

double effective_cores() {
    const auto cores = static_cast<double>(allowed_cpus().size());
    return std::min(cores, cgroup_cpu_quota().value_or(cores));
}

std::string kernel_release() {
    utsname name{};
    return ::uname(&name) == 0 ? name.release : "";
}

} // namespace gilkit::os
