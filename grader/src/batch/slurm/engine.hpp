// The engine that has a batch graded by the nodes of a Slurm cluster (slurm/plan.hpp has the theory).
//
// Our process submits jobs, gathers what their tasks hand in, and puts it into the journal. What a job leaves
// undone (its node died and Slurm doesn't start it again, somebody cancelled it, it ran out of time) is
// submitted again, each submission in a task of its own then; a submission whose tasks end three times with
// nothing handed in gets an error that says what Slurm said. Slurm's controller may be away for any time.
// When our process ends before the jobs do, they go on, and the next call gathers first what they came to.
#pragma once

#include "batch/engine.hpp"
#include "batch/slurm/plan.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gilkit::batch::slurm {

struct ClusterOptions {
    std::vector<std::string> wishes; // words for sbatch: "--partition=short"
    std::filesystem::path out;       // the folder of results
    std::filesystem::path kit;       // where the nodes find the course
    std::string interpreter;         // identity of the submissions' Python
    std::string require_tier;
    std::optional<std::size_t> gradings; // at the same time in a task; default: two for each of its cores
    bool anew = false;                   // what is in the queue or handed in is given up
    // Told in words what happens on the cluster. Must not be empty.
    std::function<void(const std::string&)> on_note;
};

// As gilkit::batch::grade_pending(). After Ctrl-C the jobs are gone from the queue when it returns; after
// SIGTERM and SIGHUP, by which a session ends, they go on. Of `options`, `jobs` and `turns` don't matter;
// running is a number of tasks.
tl::expected<void, std::string> grade_on_cluster(Journal& journal, const content::Course& course,
                                                 const EngineOptions& options, const ClusterOptions& cluster);

// Whether jobs are left to themselves when that signal ends our process.
bool jobs_outlive(int signal);

// What becomes of that batch on the cluster, in a line; empty: nothing is there.
std::string cluster_status(const std::filesystem::path& out);

// How to get rid of the jobs of a batch that another engine is to go on with; empty: there are none.
std::string how_to_give_up_jobs(const std::filesystem::path& out);

} // namespace gilkit::batch::slurm
