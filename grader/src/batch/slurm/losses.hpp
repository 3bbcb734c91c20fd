// What is made of tasks that went out of Slurm's queue without having graded all of theirs.
#pragma once

#include "batch/slurm/cluster.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace gilkit::batch::slurm {

class Losses {
public:
    explicit Losses(const Cluster& cluster) : cluster_(cluster) {}

    // Says what happened, and returns the submissions that are not to be tried again, each with the reason. A
    // task that handed something in is no fault of those that it left; nor is a node that can't grade at all.
    std::vector<std::pair<Pending, std::string>> count(const std::vector<LostTask>& lost);

    // Whether a submission may be the reason that its task was lost.
    bool has_any() const { return !tries_.empty(); }
    // Nodes that lack something, and are not to be used any more.
    std::vector<std::string> unfit_nodes() const;
    // A fault, with those nodes if there are any: it may be that none is left.
    std::string with_unfit_nodes(const std::string& fault) const;

private:
    // Why this node can't grade; empty: it is not the node.
    std::string fault_of_node(const LastState& state, const TaskName& task) const;

    const Cluster& cluster_;
    std::map<std::string, int> tries_;         // by key: tasks that were lost with it, and did nothing else
    std::map<std::string, std::string> unfit_; // node → why
};

} // namespace gilkit::batch::slurm
