// How many gradings each task of a job makes.
#pragma once

#include "batch/journal/journal.hpp"

#include <cstddef>
#include <vector>

namespace gilkit::batch::slurm {

struct Room {
    std::size_t tasks = 1;    // that run at the same time
    std::size_t gradings = 1; // that each of them makes at the same time
    std::size_t largest = 1;  // the most tasks that a job may have
};

// The submissions, dealt out. Each place of the room gets about four tasks, one after the other: what some
// take longer is then made up for by others, and what is lost with a node is little. But none gets fewer
// submissions than it grades at the same time.
std::vector<std::vector<Pending>> deal_out(const std::vector<Pending>& wanted, const Room& room);

// One in each task, as far as the job may have so many: so that none suffers by another one's fault.
std::vector<std::vector<Pending>> deal_out_singly(const std::vector<Pending>& wanted, const Room& room);

} // namespace gilkit::batch::slurm
