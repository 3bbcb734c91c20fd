// A task of a job, on a node of the cluster: grades the submissions that it was given and hands in the
// results.
#pragma once

#include "batch/engine.hpp"
#include "batch/slurm/plan.hpp"

#include <string>
#include <vector>

namespace gilkit::batch::slurm {

// What Slurm tells a task by its environment.
struct TaskPlace {
    std::size_t task = 0;     // its index in the array
    std::string node;         // its name
    std::size_t cores = 1;    // that it was given
    std::size_t restarts = 0; // how often Slurm has started it before
};

// The error names the variable that is missing.
tl::expected<TaskPlace, std::string> place_of_task();

// Whether what is graded here is what the batch means: by the same gilkit, the same Python and the same
// exercises. `interpreter`: the identity of the one here. The error says what is different, and what to do.
tl::expected<void, std::string> is_fit(const PlanFolder& folder, const Plan& plan,
                                       const std::vector<Pending>& wanted, const content::Course& course,
                                       const std::string& interpreter);

// What has a result by now is left out: Slurm may have started this task before, and somebody else the same
// submission. As gilkit::batch::grade_all().
tl::expected<void, std::string> grade_task(const PlanFolder& folder, const std::vector<Pending>& wanted,
                                           const content::Course& course, const EngineOptions& options);

} // namespace gilkit::batch::slurm
