#include "sandbox/readiness.hpp"

#include "os/cores.hpp"
#include "os/fd.hpp"
#include "os/procfs.hpp"

#include <fmt/format.h>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace gilkit::sandbox {

namespace {

// --- resource limits

struct Demand {
    const char* who; // makes it
    __rlimit_resource_t resource;
    char letter;        // what ulimit calls it
    const char* things; // in which it is counted here
    rlim_t unit;        // of the kernel's, in one of them
    rlim_t least;
    rlim_t rlimit::*which; // the hard one where the box sets the limit itself
};

constexpr rlim_t mebibyte = 1U << 20U;

std::optional<MachineFault> fault_of(const Demand& demand) {
    rlimit limit{};
    if (::getrlimit(demand.resource, &limit) < 0 || limit.*demand.which == RLIM_INFINITY) {
        return std::nullopt;
    }
    const rlim_t has = limit.*demand.which / demand.unit;
    if (has >= demand.least) {
        return std::nullopt;
    }
    return MachineFault{fmt::format("{} {} {}, and gilkit was started with a limit of {} (ulimit -{})",
                                    demand.who, demand.least, demand.things, has, demand.letter),
                        "raise it in the shell that starts gilkit, or ask who set it"};
}

std::optional<MachineFault> fault_of_any(std::span<const Demand> demands) {
    for (const Demand& demand : demands) {
        if (auto fault = fault_of(demand)) {
            return fault;
        }
    }
    return std::nullopt;
}

std::optional<MachineFault> fault_of_limits(const Limits& limits, double time_s) {
    constexpr int steps = 3;     // import, call, end
    constexpr rlim_t around = 8; // processes that hold the box
    const Limits trusted;        // the exercise's own files have these
    const auto memory_mb = std::max(limits.memory_mb, trusted.memory_mb);
    const auto cpu_s =
        static_cast<rlim_t>(std::ceil(steps * time_s)) * static_cast<rlim_t>(os::online_cpus());
    // Everything of the user's counts. Root's don't, and the box's own user has none yet.
    const rlim_t others = ::geteuid() == 0 ? 0 : os::tasks_of_user(::geteuid());
    constexpr const char* who = "programs may use";
    const std::array demands{
        Demand{who, RLIMIT_NOFILE, 'n', "open files", 1, most_open_files, &rlimit::rlim_cur},
        Demand{who, RLIMIT_AS, 'v', "MiB of address space", mebibyte, memory_mb, &rlimit::rlim_max},
        Demand{who, RLIMIT_DATA, 'd', "MiB of data", mebibyte, memory_mb, &rlimit::rlim_cur},
        Demand{who, RLIMIT_STACK, 's', "MiB of stack", mebibyte, stack_mb, &rlimit::rlim_max},
        Demand{who, RLIMIT_FSIZE, 'f', "MiB for a file", mebibyte, largest_file_mb, &rlimit::rlim_cur},
        Demand{who, RLIMIT_CPU, 't', "seconds of CPU time", 1, cpu_s, &rlimit::rlim_cur},
        Demand{who, RLIMIT_NPROC, 'u', "processes and threads, those that you have now included", 1,
               others + limits.tasks + around, &rlimit::rlim_cur},
    };
    return fault_of_any(demands);
}

// --- places

bool is_there(const char* path, mode_t kind) {
    struct stat status {};
    return ::stat(path, &status) == 0 && (status.st_mode & S_IFMT) == kind;
}

// Whether programs that are boxed by this tier may write there.
bool is_open_to_programs(const char* path, Tier tier) {
    struct stat status {};
    constexpr mode_t by_all = S_IWOTH | S_IXOTH;
    // As root they are somebody else in tier C.
    return tier == Tier::C && ::geteuid() == 0
               ? ::stat(path, &status) == 0 && (status.st_mode & by_all) == by_all
               : ::access(path, W_OK | X_OK) == 0;
}

// What is free where `path` lies, if that is too little.
std::optional<std::string> shortage(const std::filesystem::path& path, std::uint64_t least_mb,
                                    std::uint64_t least_files) {
    struct statvfs found {};
    if (::statvfs(path.c_str(), &found) < 0) {
        return std::nullopt; // whoever uses it will be told
    }
    const std::uint64_t free_mb = found.f_bavail * found.f_frsize / mebibyte;
    if (free_mb < least_mb) {
        return fmt::format("{} MiB are free, and programs need {}", free_mb, least_mb);
    }
    // Some file systems make room for files as they go, and say that there is room for none at all.
    if (found.f_files > 0 && found.f_favail < least_files) {
        return fmt::format("there is room for {} more files, and programs need {}", found.f_favail,
                           least_files);
    }
    return std::nullopt;
}

std::optional<MachineFault> fault_of_folder(Tier tier) {
    // What tier B gives for good, but not as many files: a nearly full disk is used rather than refused.
    constexpr std::uint64_t least_mb = 128;
    constexpr std::uint64_t least_files = 1000;
    const auto folder = make_run_folder(tier);
    if (!folder) {
        return MachineFault{
            fmt::format("programs can't have a folder (sandbox tier {}): {}", to_string(tier),
                        folder.error().to_string()),
            "set TMPDIR to one that is there and may be written to, by its path from the root"};
    }
    const std::filesystem::path base = folder->path().parent_path();
    const std::string remedy = "free some, or set TMPDIR to a folder elsewhere";
    if (const auto little = shortage(base, least_mb, least_files)) {
        return MachineFault{fmt::format("there is too little room in {}: {}", base.string(), *little),
                            remedy};
    }
    if (const auto tried = os::try_write_beside(folder->path() / "file"); !tried) { // a quota, say
        return MachineFault{tried.error().to_string(), remedy};
    }
    return std::nullopt;
}

std::optional<MachineFault> fault_of_shared_memory(Tier tier) {
    constexpr std::uint64_t least_mb = 32; // containers are given 64
    constexpr std::uint64_t least_files = 100;
    constexpr const char* folder = "/dev/shm";
    if (!is_there(folder, S_IFDIR) || !is_open_to_programs(folder, tier)) {
        return MachineFault{"programs can't share memory: /dev/shm is missing, or not theirs to write to",
                            "mount it (mount -t tmpfs -o mode=1777 tmpfs /dev/shm)"};
    }
    if (const auto little = shortage(folder, least_mb, least_files)) {
        return MachineFault{fmt::format("there is too little room in {}: {}", folder, *little),
                            "remove what nobody uses there, or give it more (mount -o remount,size=…)"};
    }
    return std::nullopt;
}

} // namespace

std::optional<MachineFault> find_own_fault() {
    constexpr rlim_t least_mb = 32;
    constexpr const char* who = "gilkit needs";
    return fault_of_any(std::array{
        Demand{who, RLIMIT_DATA, 'd', "MiB of data", mebibyte, least_mb, &rlimit::rlim_cur},
        Demand{who, RLIMIT_AS, 'v', "MiB of address space", mebibyte, least_mb, &rlimit::rlim_cur},
    });
}

std::optional<MachineFault> find_machine_fault(const Limits& limits, double time_s) {
    if (!os::read_small_file("/proc/self/stat")) {
        return MachineFault{"/proc can't be read here, and what programs do is told there",
                            "mount it (mount -t proc proc /proc)"};
    }
    if (!is_there("/dev/null", S_IFCHR)) {
        return MachineFault{"there is no device /dev/null here", "make it (mknod -m 666 /dev/null c 1 3)"};
    }
    return fault_of_limits(limits, time_s);
}

std::optional<MachineFault> find_fault_of_places(Tier tier) {
    if (tier < Tier::C) {
        return std::nullopt;
    }
    auto fault = fault_of_folder(tier);
    return fault ? fault : fault_of_shared_memory(tier);
}

os::Result<os::TempDir> make_run_folder(Tier tier) {
    // As root the program is somebody else than we are in tier C.
    return tier == Tier::C && ::geteuid() == 0 ? os::TempDir::create_for_others("gilkit-")
                                               : os::TempDir::create("gilkit-");
}

} // namespace gilkit::sandbox
