// Words for a decision about a `cpu` exercise: what happened in one sentence, then why, then one thing to
// try.
#pragma once

#include "content/model.hpp"
#include "judge/cpu/decision.hpp"
#include "judge/result.hpp"

#include <optional>
#include <string>
#include <vector>

namespace gilkit::judge {

// What the program looked like while it was being diagnosed.
struct Shape {
    int busy_processes = 0;
    int busy_threads = 0;
    double parallelism = 0;
    std::string implementation;                       // of Python
    std::optional<bool> gil_enabled;                  // nullopt: it does not say
    bool less_work = false;                           // it surely needs less CPU time than the reference
    std::optional<double> gil_ceiling = std::nullopt; // the speedup that its GILs allow, at most
    bool serial_by_gil = false;                       // that ceiling says that its threads take turns
};

// What a submission asked for at a time, whether decided or clear before that.
Check parallel_check(const CpuDecision& decision, const Shape& shape);
// The other checks of one whose answers were right, once it is decided: its answers, work and speedup.
std::vector<Check> cpu_checks(const CpuDecision& decision, const content::CpuRequirement& asks, int workers);

// Fills in message and explanation of a result whose verdict and reason stand, from its measurement.
void explain_cpu(Result& result, const content::CpuRequirement& asks, int workers, const Shape& shape);

} // namespace gilkit::judge
