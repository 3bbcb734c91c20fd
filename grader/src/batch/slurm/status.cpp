// What there is to say about a batch on a cluster for who is not the process that works on it.
#include "batch/slurm/commands.hpp"
#include "batch/slurm/engine.hpp"
#include "batch/slurm/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace gilkit::batch::slurm {

namespace fs = std::filesystem;

std::string cluster_status(const fs::path& out) {
    const PlanFolder folder = PlanFolder::of_batch(out);
    const auto plan = folder.read();
    const auto jobs = folder.jobs();
    if (!plan || !jobs) {
        return "";
    }
    const auto queue = queue_of(names_of_jobs(plan->token, *jobs), Interruption::ends_it);
    const std::string handed_in = fmt::format("{} handed in", folder.results().size());
    if (!queue) {
        return fmt::format("Slurm does not answer ({}); {}.", queue.error().message, handed_in);
    }
    const auto running = std::ranges::count_if(*queue, [](const QueuedTask& task) { return task.runs; });
    return fmt::format("On the cluster: {} tasks running, {} waiting, {}.", running,
                       static_cast<std::ptrdiff_t>(queue->size()) - running, handed_in);
}

std::string how_to_give_up_jobs(const fs::path& out) {
    const PlanFolder folder = PlanFolder::of_batch(out);
    const auto plan = folder.read();
    const auto jobs = folder.jobs();
    if (!plan || !jobs) {
        return "";
    }
    std::string line;
    for (const std::string& name : names_of_jobs(plan->token, *jobs)) {
        line += fmt::format("scancel --name={}; ", name);
    }
    return fmt::format("{}rm -r {}", line, folder.path().string());
}

} // namespace gilkit::batch::slurm
