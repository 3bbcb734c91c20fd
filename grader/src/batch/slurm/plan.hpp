// The folder in which a batch and its jobs on a cluster meet: OUT/slurm, on a file system that all share.
//
// Theory of operation. A submission is put down once, under the key of its grading. A job is an array of
// tasks; its file says which keys each task grades, and is on the disk before Slurm is asked for the job,
// whose name is unique: who was killed in between finds by that name whether Slurm took it. A task hands a
// result in by a file that appears whole, under the key, and of several the first stays. So it does no harm
// when a task runs twice, because Slurm believed its node dead and started it again, or because we gave it up
// too early: what is not yet handed in is graded, and each key has one result. Only the process that has the
// batch's lock reads the results, and only that one writes the journal: SQLite's locks and shared memory
// can't be relied on over a network file system.
//
//   plan.json          what all tasks have in common
//   task.sh            what Slurm starts
//   items/KEY          a submission's bytes
//   jobs/N.json        the tasks of the N-th job
//   results/KEY.json   an Outcome
//   logs/N.T           what task T of job N said on stderr
//   turns/NODE         locked by who has its turn on that node (EngineOptions::turns)
#pragma once

#include "batch/journal/journal.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace gilkit::batch::slurm {

struct Plan {
    std::string token; // that the names of all its jobs begin with
    std::string gilkit = GILKIT_VERSION;
    std::string python;       // path of the submissions' interpreter
    std::string interpreter;  // its identity (batch/identity.hpp)
    std::string require_tier; // of boxes; empty: any
    std::size_t gradings = 0; // at the same time in a task; 0: two for each of its cores
};

struct Job {
    std::size_t number = 0; // from 1 on
    std::string id;         // what Slurm calls it; empty: not known
    std::vector<std::vector<Pending>> tasks;
};

// The name that Slurm knows a job by.
std::string name_of_job(const std::string& token, std::size_t number);
std::vector<std::string> names_of_jobs(const std::string& token, const std::vector<Job>& jobs);

template<typename T>
using Planned = tl::expected<T, std::string>; // the error names the file

class PlanFolder {
public:
    explicit PlanFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}
    // The one of a batch, whether it is there or not.
    static PlanFolder of_batch(const std::filesystem::path& out) { return PlanFolder(out / "slurm"); }

    const std::filesystem::path& path() const { return folder_; }
    std::filesystem::path script() const { return folder_ / "task.sh"; }
    std::filesystem::path turns(const std::string& node) const { return folder_ / "turns" / node; }
    bool exists() const;

    // Makes it, for its owner's eyes only: students' work lies there.
    Planned<void> make() const;
    // With all that is in it.
    void remove() const;

    Planned<void> write(const Plan& plan) const;
    Planned<Plan> read() const;
    Planned<void> write_script(const std::string& text) const;

    Planned<void> write(const Job& job) const;
    Planned<Job> read_job(std::size_t number) const;
    // In their order.
    Planned<std::vector<Job>> jobs() const;

    Planned<void> put_item(const std::string& key, const std::string& bytes) const;
    Planned<std::string> item(const std::string& key) const;

    bool has_result(const std::string& key) const;
    // False: another one was first.
    Planned<bool> hand_in(const std::string& key, const std::string& bytes) const;
    Planned<Outcome> result(const std::string& key) const;
    // Keys, in no order.
    std::vector<std::string> results() const;
    // A file that is no result makes room for one.
    void discard_result(const std::string& key) const;

    // The end of what a task said, on one line; empty where it said nothing.
    std::string log(std::size_t job, std::size_t task) const;

private:
    std::filesystem::path result_file(const std::string& key) const;
    std::filesystem::path job_file(std::size_t number) const;
    std::filesystem::path folder_;
};

} // namespace gilkit::batch::slurm
