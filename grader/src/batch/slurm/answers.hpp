// What Slurm's programs print, read. Nothing is asked here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::batch::slurm {

struct QueuedTask {
    std::string job_name;
    std::string job_id;
    std::size_t task = 0;
    bool runs = false;
    bool is_ending = false;    // all but over: its node cleans up, or does not answer
    bool never_begins = false; // Slurm could not start it, and holds it for an administrator
    std::string reason;        // why it does not run yet: "Resources"; empty: none
};

// A line each of squeue's "%j|%F|%K|%T|%r".
std::vector<QueuedTask> queue_from(std::string_view text);

// How a task went out of the queue.
struct LastState {
    std::size_t task = 0;
    std::string state; // "NODE_FAIL"
    std::string reason;
    std::string node; // empty: it had none
    int exit_code = 0;
    int signal = 0;
};

// A line each of `scontrol show job --oneliner`.
std::vector<LastState> last_states_from(std::string_view text);

// How many tasks of so many cores each run at the same time on nodes that are up, from a line each of sinfo's
// "%N|%c|%T|%P". `only_default`: in the default partition.
std::size_t room_from(std::string_view text, bool only_default, std::size_t cores);

// The most tasks that an array may have, from `scontrol show config`; Slurm's default where it isn't told.
std::size_t largest_array_from(std::string_view text);

// What they say on stderr, on one line and without their names. Whether that may pass: their controller does
// not answer, or not now.
std::string complaint_from(std::string_view text);
bool may_pass(std::string_view complaint);

// The value of an option of sbatch's among words: "-p x", "-px", "--partition=x", "--partition x". The last
// one counts; empty: it isn't there.
std::string option_in(const std::vector<std::string>& words, char letter, std::string_view name);

} // namespace gilkit::batch::slurm
