#include "batch/slurm/engine.hpp"

#include "batch/digest.hpp"
#include "batch/slurm/cluster.hpp"
#include "batch/slurm/losses.hpp"
#include "batch/slurm/sizing.hpp"
#include "batch/slurm/tracker.hpp"
#include "batch/unit.hpp"
#include "os/clock.hpp"
#include "os/signals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <map>

namespace gilkit::batch::slurm {

namespace {

class Controller {
public:
    Controller(Journal& journal, const content::Course& course, const EngineOptions& options,
               const ClusterOptions& cluster)
        : journal_(journal), course_(course), options_(options), cluster_(cluster),
          jobs_(cluster, options.grading.interpreter.path), losses_(jobs_) {}

    tl::expected<void, std::string> run() {
        if (cluster_.anew && jobs_.folder().exists()) {
            jobs_.give_up();
        }
        const auto pending = journal_.pending();
        if (!pending) {
            return tl::unexpected(pending.error().message);
        }
        if (auto opened = pending->empty() && !jobs_.folder().exists() ? Planned<void>{} : jobs_.open();
            !opened) {
            return opened;
        }
        for (const Pending& each : *pending) {
            tracker_.add(each);
        }
        for (const Job& job : jobs_.all()) {
            tracker_.assign(job);
        }
        wanted_ = pending->size();
        auto ended = go_on();
        // What the journal can't take now is gathered by the next call.
        const bool goes_on =
            ended ? !tracker_.is_done() && jobs_outlive(os::interrupted()) : !jobs_.is_refused();
        if (!goes_on && jobs_.folder().exists()) {
            end_jobs();
        }
        return ended;
    }

private:
    // Until everything is done or we are interrupted.
    tl::expected<void, std::string> go_on() {
        while (true) {
            if (auto gathered = gather(); !gathered) {
                return gathered;
            }
            tell();
            if (tracker_.is_done() || os::interrupted() != 0) {
                return {};
            }
            if (const auto queue = jobs_.look_at_queue()) {
                if (auto made_good = make_good(*queue); !made_good) {
                    return made_good;
                }
            }
            if (auto submitted = submit(); !submitted) {
                return submitted;
            }
            constexpr std::int64_t pause_ns = os::ns_per_s;
            if (const auto waited = os::wait_for({}, os::monotonic_ns() + pause_ns); !waited) {
                return tl::unexpected(waited.error().to_string());
            }
        }
    }

    // Puts what was handed in into the journal.
    tl::expected<void, std::string> gather() {
        for (const std::string& key : jobs_.folder().results()) {
            if (!tracker_.is_open(key)) {
                continue;
            }
            const auto outcome = jobs_.folder().result(key);
            if (!outcome) {
                cluster_.on_note(fmt::format("{}; it is graded again", outcome.error()));
                jobs_.folder().discard_result(key);
            } else if (auto recorded = record(*outcome); !recorded) {
                return recorded;
            }
        }
        return {};
    }

    tl::expected<void, std::string> record(const Outcome& outcome) {
        if (const auto recorded = journal_.record_from("slurm:" + jobs_.token(), outcome); !recorded) {
            return tl::unexpected(recorded.error().message);
        }
        tracker_.close(outcome.key);
        ++made_;
        return options_.on_recorded ? options_.on_recorded(outcome.key) : tl::expected<void, std::string>{};
    }

    // What tasks left that are gone is submitted again, or has its result by that.
    tl::expected<void, std::string> make_good(const std::map<TaskName, QueuedTask>& queue) {
        running_ = static_cast<std::size_t>(
            std::ranges::count_if(queue, [](const auto& each) { return each.second.runs; }));
        std::vector<LostTask> lost = tracker_.compare(queue);
        if (lost.empty()) {
            return {};
        }
        // A task hands in before it goes out of the queue.
        if (auto gathered = gather(); !gathered) {
            return gathered;
        }
        for (LostTask& task : lost) {
            std::erase_if(task.left, [&](const Pending& each) { return !tracker_.is_open(each.key); });
            tracker_.take_out(task.left);
        }
        for (const auto& [given_up, why] : losses_.count(lost)) {
            Unit unit{random_name(), given_up.key, &*course_.find(given_up.exercise)->exercise, {}};
            if (auto recorded = record(outcome_of_failure(unit, options_.grading, why)); !recorded) {
                return recorded;
            }
        }
        return {};
    }

    tl::expected<void, std::string> submit() {
        const std::vector<Pending> waiting = tracker_.in_no_task();
        if (waiting.empty() || os::interrupted() != 0) {
            return {};
        }
        for (const Pending& each : waiting) {
            const auto source = journal_.source_of(each.key);
            auto put =
                source ? jobs_.folder().put_item(each.key, *source) : tl::unexpected(source.error().message);
            if (!put) {
                return put;
            }
        }
        const auto job =
            jobs_.submit(waiting, losses_.has_any() ? deal_out_singly : deal_out, losses_.unfit_nodes());
        if (!job) {
            return tl::unexpected(losses_.with_unfit_nodes(job.error()));
        }
        if (*job) {
            tracker_.assign(**job);
        }
        return {};
    }

    void end_jobs() {
        const bool all_done = tracker_.is_done();
        if (os::interrupted() != 0) {
            cluster_.on_note("interrupted; the jobs are taken back");
        }
        if (!jobs_.end()) {
            return; // said already
        }
        if (!all_done) {
            (void)gather(); // what their last moments brought
        }
        jobs_.folder().remove();
    }

    void tell() const {
        if (options_.on_progress) {
            options_.on_progress(wanted_, made_, tracker_.is_done() ? 0 : running_);
        }
    }

    Journal& journal_;
    const content::Course& course_;
    const EngineOptions& options_;
    const ClusterOptions& cluster_;
    Cluster jobs_;
    Losses losses_;
    Tracker tracker_;
    std::size_t wanted_ = 0;
    std::size_t made_ = 0;
    std::size_t running_ = 0;
};

} // namespace

bool jobs_outlive(int signal) {
    return signal == SIGTERM || signal == SIGHUP;
}

tl::expected<void, std::string> grade_on_cluster(Journal& journal, const content::Course& course,
                                                 const EngineOptions& options,
                                                 const ClusterOptions& cluster) {
    return Controller(journal, course, options, cluster).run();
}

} // namespace gilkit::batch::slurm
