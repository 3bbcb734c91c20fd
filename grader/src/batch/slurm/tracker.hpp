// Which submission is in which task, and which tasks have gone without having graded theirs.
#pragma once

#include "batch/slurm/commands.hpp"
#include "batch/slurm/plan.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gilkit::batch::slurm {

using TaskName = std::pair<std::size_t, std::size_t>; // number of the job, index in its array

// A task that is in the queue no more.
struct LostTask {
    TaskName name;
    bool was_of_use = false;   // it handed something in
    std::vector<Pending> left; // what it did not
};

class Tracker {
public:
    // In no task yet.
    void add(const Pending& wanted);
    // Those of its submissions that are open are in its tasks from now on.
    void assign(const Job& job);
    // They are in no task again.
    void take_out(const std::vector<Pending>& those);
    void close(const std::string& key);

    bool is_open(const std::string& key) const { return open_.contains(key); }
    bool is_done() const { return open_.empty(); }
    std::vector<Pending> in_no_task() const;

    // Compares with what Slurm says is in its queue, at one time. A task is lost when it was not there
    // several times, for what it handed in at last takes a moment to be seen on a network file system.
    // Nothing is changed by being lost: take_out() what is left, or close() it.
    std::vector<LostTask> compare(const std::map<TaskName, QueuedTask>& queue);

private:
    struct Open {
        Pending wanted;
        std::size_t position = 0; // in the order in which they were added
        std::optional<TaskName> task;
    };
    struct Task {
        bool was_of_use = false;
        int absences = 0;
    };
    std::map<std::string, Open> open_;
    std::map<TaskName, Task> tasks_;
    std::size_t added_ = 0;
};

} // namespace gilkit::batch::slurm
