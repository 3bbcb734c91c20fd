// The inputs of a submission's timed runs: made for this machine, each used once.
#pragma once

#include "content/model.hpp"
#include "judge/baseline.hpp"
#include "judge/cpu.hpp"

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace gilkit::judge {

class Workloads {
public:
    // Finds out, by a run of the baseline, how much work is enough here; that run is kept.
    static tl::expected<Workloads, JudgeError>
    make(const WorkloadMaker& maker, const content::Exercise& exercise, const BoxFactory& boxes);

    // The arguments of the next run, and again those of the one before.
    const nlohmann::json& next() { return all_.at(used_++); }
    const nlohmann::json& last() const { return all_.at(used_ - 1); }

    // The run that make() made, once.
    std::optional<Baseline> take_first_baseline() { return std::exchange(first_baseline_, std::nullopt); }

private:
    std::vector<nlohmann::json> all_;
    std::size_t used_ = 0;
    std::optional<Baseline> first_baseline_;
};

// How many times as much work to ask for when the baseline needed `cpu_s` seconds of CPU time; 1 when that
// was enough.
double workload_scale_after(double cpu_s);

} // namespace gilkit::judge
