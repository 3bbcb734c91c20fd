#include "batch/slurm/losses.hpp"

#include "batch/slurm/script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace gilkit::batch::slurm {

namespace {

// "NODE_FAIL on n2", "FAILED on n1 (NonZeroExitCode, exit code 3)".
std::string words_of(const LastState& state) {
    std::string more = state.reason;
    const auto add = [&](const std::string& text) { more += more.empty() ? text : ", " + text; };
    if (state.exit_code != 0) {
        add(fmt::format("exit code {}", state.exit_code));
    }
    if (state.signal != 0) {
        add(fmt::format("signal {}", state.signal));
    }
    return fmt::format("{}{}{}{}{}", state.state, state.node.empty() ? "" : " on ", state.node,
                       more.empty() ? "" : " (", more.empty() ? "" : more + ")");
}

std::string counted(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

} // namespace

std::string Losses::fault_of_node(const LastState& state, const TaskName& task) const {
    switch (state.exit_code) {
    case exit_no_plan:
        return fmt::format("it has no {}; name a folder that all nodes share with --out",
                           cluster_.folder().path().string());
    case exit_no_gilkit:
        return "it does not have this gilkit; put gilkit where all nodes see it, or install it on them";
    case exit_unfit: {
        const std::string said = cluster_.folder().log(task.first, task.second);
        return said.empty() ? "it does not say why" : said;
    }
    default:
        return "";
    }
}

std::vector<std::pair<Pending, std::string>> Losses::count(const std::vector<LostTask>& lost) {
    struct Ended {
        std::size_t tasks = 0;
        std::size_t submissions = 0;
        std::set<std::string> how;
    };
    constexpr int most_tries = 3;
    std::map<std::size_t, std::vector<LastState>> states; // by job
    std::map<std::string, Ended> told;                    // by job's id
    std::vector<std::pair<Pending, std::string>> given_up;
    for (const LostTask& task : lost) {
        const std::string& id = cluster_.job(task.name.first).id;
        if (id.empty()) {
            cluster_.note("Slurm did not take a job after all; it is submitted again");
            continue;
        }
        auto known = states.find(task.name.first);
        if (known == states.end()) {
            known = states.emplace(task.name.first, cluster_.last_states(task.name.first)).first;
        }
        const auto state = std::ranges::find(known->second, task.name.second, &LastState::task);
        const std::string fault =
            state == known->second.end() || state->node.empty() ? "" : fault_of_node(*state, task.name);
        if (!fault.empty()) {
            if (unfit_.emplace(state->node, fault).second) {
                cluster_.note(fmt::format("node {} can't grade and is left out: {}", state->node, fault));
            }
            continue;
        }
        const std::string how =
            state == known->second.end() ? "it does not know any more how" : words_of(*state);
        const std::string said = cluster_.folder().log(task.name.first, task.name.second);
        Ended& ended = told[id];
        ++ended.tasks;
        ended.submissions += task.left.size();
        ended.how.insert(how);
        for (const Pending& each : task.left) {
            if (!task.was_of_use && ++tries_[each.key] >= most_tries) {
                given_up.emplace_back(
                    each,
                    fmt::format(
                        "gilkit could not grade this on the cluster: three tasks of Slurm ended without "
                        "a result, the last one as {}{}{}; ask who runs the cluster, or call gilkit "
                        "batch again",
                        how, said.empty() ? "" : ": ", said));
            }
        }
    }
    for (const auto& [id, ended] : told) {
        cluster_.note(fmt::format("Slurm ended {} of job {} early ({}); {} left",
                                  counted(ended.tasks, "task"), id, fmt::join(ended.how, "; "),
                                  counted(ended.submissions, "submission")));
    }
    return given_up;
}

std::vector<std::string> Losses::unfit_nodes() const {
    std::vector<std::string> nodes;
    for (const auto& [node, why] : unfit_) {
        nodes.push_back(node);
    }
    return nodes;
}

std::string Losses::with_unfit_nodes(const std::string& fault) const {
    std::string text = fault;
    for (const auto& [node, why] : unfit_) {
        text += fmt::format("; node {}: {}", node, why);
    }
    return text;
}

} // namespace gilkit::batch::slurm
