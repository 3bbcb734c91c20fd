// Runs of an exercise's reference: the baseline that a submission is compared with.
#pragma once

#include "content/model.hpp"
#include "judge/boxes.hpp"
#include "judge/result.hpp"
#include "os/worker.hpp"

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <vector>

namespace gilkit::judge {

struct Baseline {
    nlohmann::json arguments; // of the call
    nlohmann::json answer;
    RunFigures figures;
    double start_s = 0; // CPU time until the call: to start an interpreter, and to import
};

// On all cores that are ours.
tl::expected<Baseline, JudgeError> run_baseline(const content::Exercise& exercise, const BoxFactory& boxes,
                                                const nlohmann::json& arguments);

// A run that goes on beside us, on one core, until finish() waits for it. Destroyed earlier, it is stopped.
class BaselineBeside {
public:
    static tl::expected<BaselineBeside, JudgeError> start(const content::Exercise& exercise,
                                                          const BoxFactory& boxes,
                                                          const nlohmann::json& arguments, int cpu);
    tl::expected<Baseline, JudgeError> finish();

private:
    BaselineBeside(os::Worker worker, nlohmann::json arguments)
        : worker_(std::move(worker)), arguments_(std::move(arguments)) {}
    os::Worker worker_;
    nlohmann::json arguments_;
};

} // namespace gilkit::judge
