#include "batch/slurm/tracker.hpp"

#include <utility>

namespace gilkit::batch::slurm {

void Tracker::add(const Pending& wanted) {
    open_.emplace(wanted.key, Open{wanted, added_++, std::nullopt});
}

void Tracker::assign(const Job& job) {
    for (std::size_t task = 0; task < job.tasks.size(); ++task) {
        const TaskName name{job.number, task};
        for (const Pending& each : job.tasks[task]) {
            if (const auto found = open_.find(each.key); found != open_.end()) {
                found->second.task = name;
                tasks_.try_emplace(name);
            }
        }
    }
}

void Tracker::take_out(const std::vector<Pending>& those) {
    for (const Pending& each : those) {
        if (const auto found = open_.find(each.key); found != open_.end()) {
            found->second.task.reset();
        }
    }
}

void Tracker::close(const std::string& key) {
    const auto found = open_.find(key);
    if (found == open_.end()) {
        return;
    }
    if (found->second.task) {
        tasks_[*found->second.task].was_of_use = true;
    }
    open_.erase(found);
}

std::vector<Pending> Tracker::in_no_task() const {
    std::map<std::size_t, Pending> in_order;
    for (const auto& [key, each] : open_) {
        if (!each.task) {
            in_order.emplace(each.position, each.wanted);
        }
    }
    std::vector<Pending> found;
    found.reserve(in_order.size());
    for (auto& [position, wanted] : in_order) {
        found.push_back(std::move(wanted));
    }
    return found;
}

std::vector<LostTask> Tracker::compare(const std::map<TaskName, QueuedTask>& queue) {
    // One that is ending may do so for a while where its node does not answer, and that may last.
    constexpr int weight_of_absence = 6;
    constexpr int weight_of_ending = 1;
    constexpr int enough = 12;
    std::map<TaskName, LostTask> lost;
    for (auto& [name, task] : tasks_) {
        const auto found = queue.find(name);
        if (found == queue.end() || found->second.never_begins) {
            task.absences += weight_of_absence;
        } else {
            task.absences = found->second.is_ending ? task.absences + weight_of_ending : 0;
        }
        if (task.absences >= enough) {
            lost.emplace(name, LostTask{name, task.was_of_use, {}});
        }
    }
    for (const auto& [key, each] : open_) {
        if (const auto found = each.task ? lost.find(*each.task) : lost.end(); found != lost.end()) {
            found->second.left.push_back(each.wanted);
        }
    }
    std::vector<LostTask> with_something_left;
    for (auto& [name, task] : lost) {
        tasks_.erase(name);
        if (!task.left.empty()) {
            with_something_left.push_back(std::move(task));
        }
    }
    return with_something_left;
}

} // namespace gilkit::batch::slurm
