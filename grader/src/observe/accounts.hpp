// From the accounts of the machine and of a run's demand to the figures of that run.
#pragma once

#include "measure/demand.hpp"
#include "measure/sampler.hpp"
#include "observe/observation.hpp"
#include "os/machine.hpp"

#include <optional>

namespace gilkit::observe {

// What the machine did beside the run, from construction on.
class MachineAccounts {
public:
    MachineAccounts();
    // `used_s`: CPU time of the run, which is no neighbour; neither are we. nullopt: not known.
    std::optional<OthersShares> others(double used_s) const;

private:
    os::MachineLoad load_;
    double own_cpu_s_;
};

// Fills in CPU time, processes and threads, and the demand where the kernel tells it.
void fill_in(ObservedRun& run, const measure::Demand& demand, const MachineAccounts& machine,
             bool demand_readable);

} // namespace gilkit::observe
