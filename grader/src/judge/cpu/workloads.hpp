// The inputs of a submission's timed runs: made for this machine, each used once.
#pragma once

#include "judge/cpu/baseline.hpp"
#include "judge/kind.hpp"

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace gilkit::judge {

// How much work a run is to be.
enum class Work : std::uint8_t {
    usual,  // about a second
    plenty, // so much that starting a few interpreters hardly weighs, on this machine
};

class Workloads {
public:
    // Finds out, by a run of the baseline, what makes that much work here; that run is kept.
    static tl::expected<Workloads, JudgeError> make(const Grading& grading, Work work);

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

// CPU time that the baseline is to need, where it takes `start_s` to start it.
double wanted_work_s(Work work, double start_s);

// How many times as much work to ask for when the baseline needed `cpu_s` seconds of CPU time; 1 when that
// was enough.
double workload_scale_after(double cpu_s, double wanted_s);

} // namespace gilkit::judge
