#include "observe/accounts.hpp"

#include "observe/wall_shares.hpp"
#include "os/clock.hpp"
#include "os/procfs.hpp"

#include <unistd.h>

#include <algorithm>

namespace gilkit::observe {

namespace {

// CPU time of this process alone.
double own_cpu_s() {
    return os::seconds(static_cast<std::int64_t>(os::process_cpu_ns(::getpid()).value_or(0)));
}

ObservedDemand observed(const measure::Demand& demand) {
    const std::vector<measure::Window> likely = demand.trace.windows(measure::Delay::likely);
    const std::vector<measure::Window> sure = demand.trace.windows(measure::Delay::sure);
    ObservedDemand seen{
        demand.queue_s, demand.parallelism(), demand.parallelism_low(), wall_shares(likely), {}, {}};
    for (const int cores : replayed_cores) {
        const double replay_s = measure::replay_s(likely, cores);
        seen.replay_s[cores] = replay_s;
        // Windows are cut anew for each reading; their edges must not turn the bound around.
        seen.replay_high_s[cores] = std::max(measure::replay_s(sure, cores), replay_s);
    }
    return seen;
}

} // namespace

MachineAccounts::MachineAccounts() : load_(os::read_load()), own_cpu_s_(own_cpu_s()) {}

std::optional<OthersShares> MachineAccounts::others(double used_s) const {
    constexpr double enough_s = 0.2; // of all cores: the kernel counts by ticks of 10 ms
    const os::LoadDifference load = os::difference(load_, os::read_load());
    if (!load.busy_s || !load.idle_s || !load.steal_s) {
        return std::nullopt;
    }
    const double total_s = *load.busy_s + *load.idle_s + *load.steal_s;
    if (total_s < enough_s) {
        return std::nullopt;
    }
    const double ours_s = used_s + own_cpu_s() - own_cpu_s_;
    return OthersShares{std::clamp((*load.busy_s - ours_s) / total_s, 0.0, 1.0), *load.steal_s / total_s};
}

void fill_in(ObservedRun& run, const measure::Demand& demand, const MachineAccounts& machine,
             bool demand_readable) {
    run.cpu_s = demand.cpu_s;
    run.others = machine.others(demand.cpu_s);
    run.processes = demand.processes;
    run.threads = demand.threads;
    if (demand_readable) {
        run.demand = observed(demand);
    }
}

} // namespace gilkit::observe
