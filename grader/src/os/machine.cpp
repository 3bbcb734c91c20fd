#include "os/machine.hpp"

#include "os/clock.hpp"
#include "os/cores.hpp"
#include "os/fd.hpp"
#include "os/procfs.hpp"
#include "os/text.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <set>
#include <sstream>

namespace gilkit::os {

namespace {

constexpr std::size_t largest_stat = 1U << 22U; // a machine with thousands of CPUs and interrupts

} // namespace

std::map<int, CpuTicks> parse_cpu_ticks(std::string_view proc_stat) {
    std::map<int, CpuTicks> cpus;
    for (const std::string_view line : split(proc_stat, "\n")) {
        const auto words = split(line, " ");
        if (words.empty() || !words[0].starts_with("cpu") || words[0] == "cpu") {
            continue;
        }
        // cpuN user nice system idle iowait irq softirq steal …; the guests' time is in user and nice.
        constexpr std::size_t counters = 8;
        const auto cpu = to_number<int>(words[0].substr(3));
        if (!cpu || words.size() < counters + 1) {
            return {};
        }
        std::array<std::uint64_t, counters> ticks{};
        for (std::size_t i = 0; i < counters; ++i) {
            const auto count = to_number<std::uint64_t>(words[i + 1]);
            if (!count) {
                return {};
            }
            ticks[i] = *count;
        }
        cpus[*cpu] = {ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6], ticks[3] + ticks[4], ticks[7]};
    }
    return cpus;
}

std::optional<Throttling> parse_throttling(std::string_view cpu_stat) {
    constexpr std::uint64_t ns_per_us = 1000;
    std::optional<std::uint64_t> periods;
    std::optional<std::uint64_t> ns;
    for (const std::string_view line : split(cpu_stat, "\n")) {
        const auto words = split(line, " ");
        const auto value = words.size() == 2 ? to_number<std::uint64_t>(words[1]) : std::nullopt;
        if (!value) {
            continue;
        }
        if (words[0] == "nr_throttled") {
            periods = value;
        } else if (words[0] == "throttled_time") { // v1
            ns = value;
        } else if (words[0] == "throttled_usec") { // v2
            ns = *value * ns_per_us;
        }
    }
    if (!periods || !ns) {
        return std::nullopt;
    }
    return Throttling{*periods, *ns};
}

std::optional<Pressure> parse_pressure(std::string_view pressure) {
    for (const std::string_view line : split(pressure, "\n")) {
        const auto words = split(line, " ");
        if (words.empty() || words[0] != "some") {
            continue;
        }
        std::map<std::string_view, std::string_view> values;
        for (const std::string_view word : words) {
            const auto equals = std::min(word.find('='), word.size() - 1);
            values[word.substr(0, equals)] = word.substr(equals + 1);
        }
        const auto avg10 = to_number<double>(values["avg10"]);
        const auto avg60 = to_number<double>(values["avg60"]);
        const auto avg300 = to_number<double>(values["avg300"]);
        const auto total = to_number<std::uint64_t>(values["total"]);
        if (avg10 && avg60 && avg300 && total) {
            return Pressure{*avg10, *avg60, *avg300, *total};
        }
    }
    return std::nullopt;
}

std::optional<LoadAverage> parse_load_average(std::string_view loadavg) {
    const auto words = split(loadavg, " \n");
    if (words.size() < 3) {
        return std::nullopt;
    }
    const auto avg1 = to_number<double>(words[0]);
    const auto avg5 = to_number<double>(words[1]);
    const auto avg15 = to_number<double>(words[2]);
    if (!avg1 || !avg5 || !avg15) {
        return std::nullopt;
    }
    return LoadAverage{*avg1, *avg5, *avg15};
}

std::optional<std::vector<int>> parse_cpu_list(std::string_view list) {
    constexpr int most = 1 << 16; // more than any kernel's CONFIG_NR_CPUS
    std::set<int> cpus;
    for (const std::string_view range : split(list, ",\n")) {
        const auto dash = range.find('-');
        const auto first = to_number<int>(range.substr(0, dash));
        const auto last = dash == std::string_view::npos ? first : to_number<int>(range.substr(dash + 1));
        if (!first || !last || *first < 0 || *last < *first || *last >= most) {
            return std::nullopt;
        }
        for (int cpu = *first; cpu <= *last; ++cpu) {
            cpus.insert(cpu);
        }
    }
    if (cpus.empty()) {
        return std::nullopt;
    }
    return std::vector<int>(cpus.begin(), cpus.end());
}

std::optional<bool> parse_hypervisor_flag(std::string_view cpuinfo) {
    for (const std::string_view line : split(cpuinfo, "\n")) {
        if (line.starts_with("flags")) {
            const auto flags = split(line, " \t");
            return std::ranges::find(flags, "hypervisor") != flags.end();
        }
    }
    return std::nullopt;
}

std::optional<std::vector<std::vector<int>>> physical_cores(const std::vector<int>& cpus,
                                                            const MachineFiles& files) {
    std::map<int, std::vector<int>> by_first_sibling;
    for (const int cpu : cpus) {
        const auto topology = files.cpus / ("cpu" + std::to_string(cpu)) / "topology";
        const auto text = read_small_file(topology / "thread_siblings_list");
        if (const auto siblings = text ? parse_cpu_list(*text) : std::nullopt) {
            by_first_sibling[siblings->front()].push_back(cpu);
        }
    }
    if (by_first_sibling.empty()) {
        return std::nullopt;
    }
    std::vector<std::vector<int>> cores;
    cores.reserve(by_first_sibling.size());
    for (auto& [first, core] : by_first_sibling) {
        cores.push_back(std::move(core));
    }
    return cores;
}

MachineFacts read_machine(const MachineFiles& files) {
    const auto parsed = [&](const char* file, auto parse) -> decltype(parse("")) {
        const auto text = read_small_file(files.proc / file, largest_stat);
        return text ? parse(*text) : std::nullopt;
    };
    MachineFacts facts;
    facts.kernel = kernel_release();
    facts.cpus_online = online_cpus();
    facts.cpus_allowed = allowed_cpus();
    facts.quota = cgroup_cpu_quota(files.proc / "self");
    const auto allowed = static_cast<double>(facts.cpus_allowed.size());
    facts.cores_effective = std::min(allowed, facts.quota.value_or(allowed));
    facts.physical_cores = physical_cores(facts.cpus_allowed, files);
    facts.hypervisor = parsed("cpuinfo", parse_hypervisor_flag);
    facts.load = parsed("loadavg", parse_load_average);
    facts.pressure = parsed("pressure/cpu", parse_pressure);
    return facts;
}

MachineLoad read_load(const MachineFiles& files) {
    MachineLoad load;
    load.at_ns = monotonic_ns();
    if (const auto text = read_small_file(files.proc / "stat", largest_stat)) {
        const auto all = parse_cpu_ticks(*text);
        for (const int cpu : allowed_cpus()) {
            if (const auto found = all.find(cpu); found != all.end()) {
                load.cpus.insert(*found);
            }
        }
    }
    for (const Cgroup& group : cpu_groups(files.proc / "self")) {
        const auto text = read_small_file(group.folder / "cpu.stat");
        if (const auto throttling = text ? parse_throttling(*text) : std::nullopt) {
            load.groups[group.folder] = *throttling;
        }
    }
    const auto text = read_small_file(files.proc / "pressure/cpu");
    if (const auto pressure = text ? parse_pressure(*text) : std::nullopt) {
        load.pressure_us = pressure->total_us;
    }
    return load;
}

LoadDifference difference(const MachineLoad& before, const MachineLoad& after) {
    LoadDifference result;
    result.wall_s = std::max(0.0, seconds(after.at_ns - before.at_ns));
    CpuTicks ticks;
    bool told = false;
    for (const auto& [cpu, now] : after.cpus) {
        if (const auto then = before.cpus.find(cpu); then != before.cpus.end()) {
            told = true;
            ticks.busy += grown(then->second.busy, now.busy);
            ticks.idle += grown(then->second.idle, now.idle);
            ticks.steal += grown(then->second.steal, now.steal);
        }
    }
    if (told) {
        const double tick_s = 1.0 / static_cast<double>(std::max(1L, ::sysconf(_SC_CLK_TCK)));
        result.busy_s = static_cast<double>(ticks.busy) * tick_s;
        result.idle_s = static_cast<double>(ticks.idle) * tick_s;
        result.steal_s = static_cast<double>(ticks.steal) * tick_s;
        constexpr std::uint64_t enough_ticks = 20; // one tick more or less changes the share by 5 %
        if (const std::uint64_t wanted = ticks.busy + ticks.steal; wanted >= enough_ticks) {
            result.steal_share = static_cast<double>(ticks.steal) / static_cast<double>(wanted);
        }
    }
    for (const auto& [folder, now] : after.groups) {
        if (const auto then = before.groups.find(folder); then != before.groups.end()) {
            const double waited_s = static_cast<double>(grown(then->second.cpu_ns, now.cpu_ns)) * 1e-9;
            const std::uint64_t periods = grown(then->second.periods, now.periods);
            if (!result.throttled_cpu_s || waited_s > *result.throttled_cpu_s) {
                result.throttled_cpu_s = waited_s;
                result.throttled_periods = periods;
            }
        }
    }
    if (before.pressure_us && after.pressure_us && result.wall_s > 0) {
        const double waited_s = static_cast<double>(grown(*before.pressure_us, *after.pressure_us)) * 1e-6;
        result.pressure_share = std::min(1.0, waited_s / result.wall_s);
    }
    return result;
}

} // namespace gilkit::os
