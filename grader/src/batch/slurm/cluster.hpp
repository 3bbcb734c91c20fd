// The jobs of one batch, and what there is to say to Slurm about them. Where its controller does not answer,
// it is asked again later, at longer and longer intervals.
#pragma once

#include "batch/slurm/commands.hpp"
#include "batch/slurm/engine.hpp"
#include "batch/slurm/plan.hpp"
#include "batch/slurm/sizing.hpp"
#include "batch/slurm/tracker.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gilkit::batch::slurm {

using Deal = std::vector<std::vector<Pending>> (*)(const std::vector<Pending>&, const Room&);

class Cluster {
public:
    // `python`: path of the submissions' interpreter.
    Cluster(const ClusterOptions& options, std::string python);

    const PlanFolder& folder() const { return folder_; }
    const std::string& token() const { return plan_.token; }
    const std::vector<Job>& all() const { return jobs_; }
    const Job& job(std::size_t number) const;
    void note(const std::string& words) const { options_.on_note(words); }

    // Makes the folder, or goes on in the one that is there.
    Planned<void> open();
    // Puts an end to what an earlier call left, and removes the folder.
    void give_up();

    // Tasks that are in Slurm's queue; nullopt: not asked again yet, or it does not answer.
    std::optional<std::map<TaskName, QueuedTask>> look_at_queue();
    // A new job; nullopt: not now. It may turn out not to be in the queue. The error: Slurm refuses it for
    // good.
    Planned<std::optional<Job>> submit(const std::vector<Pending>& wanted, Deal deal,
                                       const std::vector<std::string>& without_nodes);
    bool is_refused() const { return is_refused_; }
    // How tasks of a job went out of the queue; nothing where Slurm does not tell.
    std::vector<LastState> last_states(std::size_t job) const;

    // Ends all jobs, and waits until the queue has none. False, and said so, when that can't be found out.
    bool end();

private:
    void answered();
    void did_not_answer(const std::string& why);
    void adopt(const std::vector<QueuedTask>& queue);
    void tell_what_is_waited_for(const std::vector<QueuedTask>& queue);
    std::vector<std::string> names() const;
    std::string name_of(std::size_t job) const;
    std::optional<std::size_t> number_of(const std::string& name) const;
    std::optional<Room> room();

    const ClusterOptions& options_;
    PlanFolder folder_;
    Plan plan_;
    std::vector<Job> jobs_;
    std::int64_t next_look_ns_ = 0;
    std::int64_t pause_ns_ = 0; // between questions that were not answered; 0: the last one was
    std::string waits_for_;
    bool is_refused_ = false;
};

} // namespace gilkit::batch::slurm
