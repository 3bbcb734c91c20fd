// Slurm's own programs: what they are asked, and what they answer (22.05 and later; accounting isn't needed).
#pragma once

#include "batch/slurm/answers.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace gilkit::batch::slurm {

// Why one of them did not do it.
struct Refusal {
    std::string message;   // what Slurm said, on one line
    bool may_pass = false; // its controller doesn't answer, or not now: worth another try
};

template<typename T>
using Told = tl::expected<T, Refusal>;

// A command that cleans up goes on when we are interrupted.
enum class Interruption : bool { ends_it, ignored };

struct Submission {
    std::string name;                 // of the job
    std::size_t tasks = 1;            // of its array, from 0 on
    std::vector<std::string> wishes;  // words of the user's for sbatch; they can't change what is below
    std::vector<std::string> without; // nodes that may not have it
    std::string script;
    std::vector<std::string> arguments;
};

// The job's id. It may be in the queue even when this ends by a refusal that may pass: look by its name.
Told<std::string> submit(const Submission& submission);

// Tasks of jobs with these names that have not ended.
Told<std::vector<QueuedTask>> queue_of(const std::vector<std::string>& names, Interruption interruption);

// Slurm remembers for some minutes (MinJobAge).
Told<std::vector<LastState>> last_states_of(const std::string& job_id);

// Ends all jobs with these names. None being there is no error.
Told<void> cancel(const std::vector<std::string>& names);

// How many tasks of so many cores each run at the same time on the nodes of that partition (empty: the
// default one) that are up; 0: none.
Told<std::size_t> room_for_tasks(const std::string& partition, std::size_t cores);
// The most tasks that an array may have.
std::size_t largest_array();

} // namespace gilkit::batch::slurm
