#include "os/cores.hpp"

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

struct CgroupMount {
    bool v2 = false;
    std::string root;  // which part of the hierarchy is mounted
    std::string point; // where
};

bool lists_word(const std::string& comma_list, std::string_view word) {
    std::istringstream words(comma_list);
    for (std::string each; std::getline(words, each, ',');) {
        if (each == word) {
            return true;
        }
    }
    return false;
}

// proc(5), /proc/pid/mountinfo: id parent dev root point options [tags…] - type source superoptions
std::vector<CgroupMount> cgroup_mounts(const std::string& mountinfo) {
    std::vector<CgroupMount> mounts;
    std::istringstream lines(mountinfo);
    for (std::string line; std::getline(lines, line);) {
        const auto separator = line.find(" - ");
        if (separator == std::string::npos) {
            continue;
        }
        std::istringstream front(line.substr(0, separator));
        std::istringstream back(line.substr(separator + 3));
        std::string skip;
        CgroupMount mount;
        std::string type;
        std::string source;
        std::string options;
        front >> skip >> skip >> skip >> mount.root >> mount.point;
        back >> type >> source >> options;
        mount.v2 = type == "cgroup2";
        if (mount.v2 || (type == "cgroup" && lists_word(options, "cpu"))) {
            mounts.push_back(mount);
        }
    }
    return mounts;
}

// Our path within the mounted hierarchy, from /proc/self/cgroup: "id:controllers:path" a line.
std::optional<std::string> own_path(const std::string& cgroup, bool v2) {
    std::istringstream lines(cgroup);
    for (std::string line; std::getline(lines, line);) {
        const auto first = line.find(':');
        const auto second = line.find(':', first + 1);
        if (first == std::string::npos || second == std::string::npos) {
            continue;
        }
        const std::string controllers = line.substr(first + 1, second - first - 1);
        if (v2 ? controllers.empty() : lists_word(controllers, "cpu")) {
            return line.substr(second + 1);
        }
    }
    return std::nullopt;
}

std::optional<double> quota_at(const std::filesystem::path& folder, bool v2) {
    if (v2) {
        const auto text = read_small_file(folder / "cpu.max");
        return text ? parse_cpu_max(*text) : std::nullopt;
    }
    const auto quota = read_small_file(folder / "cpu.cfs_quota_us"); // -1 when unlimited
    const auto period = read_small_file(folder / "cpu.cfs_period_us");
    return quota && period ? parse_cpu_max(*quota + " " + *period) : std::nullopt;
}

} // namespace

std::optional<double> cgroup_cpu_quota(const std::filesystem::path& proc_self) {
    const auto mountinfo = read_small_file(proc_self / "mountinfo", 1U << 20U);
    const auto cgroup = read_small_file(proc_self / "cgroup");
    if (!mountinfo || !cgroup) {
        return std::nullopt;
    }
    std::optional<double> tightest;
    for (const CgroupMount& mount : cgroup_mounts(*mountinfo)) {
        auto path = own_path(*cgroup, mount.v2);
        if (!path) {
            continue;
        }
        if (mount.root != "/" && (*path + "/").starts_with(mount.root + "/")) {
            path->erase(0, mount.root.size());
        }
        const std::filesystem::path top = mount.point;
        std::filesystem::path folder = top / std::filesystem::path(*path).relative_path();
        folder = folder.lexically_normal();
        for (;;) {
            if (const auto quota = quota_at(folder, mount.v2)) {
                tightest = std::min(tightest.value_or(*quota), *quota);
            }
            if (folder == top || folder == folder.parent_path()) {
                break;
            }
            folder = folder.parent_path();
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
