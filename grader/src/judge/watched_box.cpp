#include "judge/watched_box.hpp"

#include "gil/state.hpp"
#include "os/clock.hpp"
#include "os/cores.hpp"
#include "os/procfs.hpp"
#include "os/worker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace gilkit::judge {

namespace {

using sandbox::Ending;

// Less than this between two ticks is the runner going back to its wait, not work.
constexpr std::uint64_t stirring_ns = 300'000;
constexpr int quiet_ticks = 2;
// How long a step may last, over the time that it would take on idle cores. Beyond that nobody waits.
constexpr double starved_patience = 8;

} // namespace

class WatchedBox::TimeLimit {
public:
    // From now on; what the sampler has seen before does not count.
    TimeLimit(measure::DemandSampler& sampler, std::size_t cores, double limit_s)
        : sampler_(sampler), cores_(static_cast<double>(cores)), limit_s_(limit_s),
          idle_s_(sampler.idle_s(cores_)), vouched_s_(sampler.vouched_s()),
          between_looks_s_(std::max(limit_s / most_looks, least_between_looks_s)),
          next_look_ns_(os::monotonic_ns() + os::from_seconds(between_looks_s_)),
          deadline_ns_(os::monotonic_ns() + os::from_seconds(starved_patience * limit_s)) {}

    // Whatever the machine gave until then.
    std::int64_t deadline_ns() const { return deadline_ns_; }
    bool is_up() const { return is_up_; }
    // After a look of the sampler.
    void look(std::int64_t now_ns) {
        if (now_ns < next_look_ns_) {
            return;
        }
        // What counts against the program is what it did not wait for, as far as that was seen.
        const double idle_before_s = std::exchange(idle_s_, sampler_.idle_s(cores_));
        const double vouched_before_s = std::exchange(vouched_s_, sampler_.vouched_s());
        passed_s_ += std::min(idle_s_ - idle_before_s, vouched_s_ - vouched_before_s);
        // Who got a core while we looked shows only in the next look what it had waited for.
        const bool seems_up = passed_s_ >= limit_s_;
        is_up_ = std::exchange(seemed_up_, seems_up) && seems_up;
        next_look_ns_ = now_ns + os::from_seconds(seems_up ? least_between_looks_s : between_looks_s_);
    }

private:
    static constexpr double most_looks = 32; // where nobody is kept waiting
    static constexpr double least_between_looks_s = 0.1;

    measure::DemandSampler& sampler_;
    double cores_;
    double limit_s_;
    double idle_s_;
    double vouched_s_;
    double between_looks_s_;
    double passed_s_ = 0;
    std::int64_t next_look_ns_;
    std::int64_t deadline_ns_;
    bool seemed_up_ = false;
    bool is_up_ = false;
};

WatchedBox::WatchedBox(sandbox::Box& box, const sandbox::BoxSpec& spec)
    : box_(box), cores_(spec.cpus.empty() ? os::allowed_cpus().size() : spec.cpus.size()),
      task_limit_(spec.limits.tasks + (box.is_enclosed() ? 1 : 0)), // the box's own init
      memory_(static_cast<std::uint64_t>(spec.limits.memory_mb) << 20U) {}

std::int64_t WatchedBox::begin_step() {
    const std::int64_t now_ns = os::monotonic_ns();
    under_schedule_ = false;
    most_tasks_ = 0;
    observer_.reset();
    prompt_.reset();
    sampler_.emplace(box_.pid(), box_.is_enclosed() ? measure::Orphans::stay : measure::Orphans::come_to_us);
    orphans_before_ns_ = box_.tree().orphans_cpu_ns();
    sampler_->begin(now_ns);
    return now_ns;
}

sandbox::Ticker WatchedBox::ticker(TimeLimit& limit) {
    return [this, &limit](std::int64_t now_ns) {
        if (observer_) {
            observer_->tick(now_ns);
        }
        if (under_schedule_) {
            sampler_->thorough_tick(now_ns); // calls are short, and so are their threads
            most_tasks_ = std::max(most_tasks_, sampler_->tasks());
            if (is_deadlocked(now_ns)) {
                out_of_time_ = RunFault::deadlocked;
                return false;
            }
        } else {
            sampler_->tick(now_ns);
        }
        limit.look(now_ns);
        return within_limits(now_ns) && !limit.is_up();
    };
}

WatchedBox::Reply WatchedBox::limited(Reply reply, const TimeLimit& limit) {
    if (reply && reply->ending == Ending::time_limit) {
        out_of_time_ = RunFault::starved;
    } else if (reply && reply->ending == Ending::stopped && limit.is_up()) {
        reply->ending = Ending::time_limit;
    }
    if (reply && reply->ending == Ending::raised) {
        // It may have met the kernel's wall of processes before we looked; those that it made are still
        // there.
        const std::int64_t now_ns = os::monotonic_ns();
        sampler_->thorough_tick(now_ns);
        within_limits(now_ns);
    }
    return reply;
}

WatchedBox::Reply WatchedBox::load(double limit_s) {
    begin_step();
    TimeLimit limit(*sampler_, cores_, limit_s);
    return limited(box_.load(limit.deadline_ns(), ticker(limit)), limit);
}

WatchedBox::Reply WatchedBox::call(const nlohmann::json& arguments, double limit_s, const CallHooks& hooks) {
    const std::int64_t begin_ns = begin_step();
    if (hooks.look_at_gil) {
        observer_.emplace([this] { return members(); }, begin_ns, 1 / measure::tick_s);
        observer_->tally_work();
        prompt_.emplace();
    }
    TimeLimit limit(*sampler_, cores_, limit_s);
    sandbox::Ticker tick = ticker(limit);
    double idle_s = 0;
    if (hooks.meanwhile) {
        tick = [this, &hooks, &idle_s, look = std::move(tick)](std::int64_t now_ns) {
            if (!look(now_ns)) {
                return false;
            }
            idle_s = std::max(idle_s, sampler_->idle_s(hooks.cores));
            return hooks.meanwhile(idle_s);
        };
    }
    return limited(box_.call(arguments, limit.deadline_ns(), tick), limit);
}

WatchedBox::Reply WatchedBox::call_under(const nlohmann::json& schedule, const nlohmann::json& arguments,
                                         double limit_s) {
    quiet_since_ns_ = looked_ns_ = begin_step();
    work_seen_ns_ = 0;
    under_schedule_ = true;
    TimeLimit limit(*sampler_, cores_, limit_s);
    return limited(box_.call(arguments, limit.deadline_ns(), ticker(limit), schedule), limit);
}

nlohmann::json WatchedBox::stacks() {
    constexpr double patience_s = 2;
    under_schedule_ = false;
    const auto told = box_.stacks(os::monotonic_ns() + os::from_seconds(patience_s),
                                  [](std::int64_t /*now_ns*/) { return true; });
    return told && told->ending == Ending::stacks ? told->value : nlohmann::json::array();
}

std::size_t WatchedBox::tasks() {
    sampler_->thorough_tick(os::monotonic_ns());
    return sampler_->tasks();
}

bool WatchedBox::is_deadlocked(std::int64_t now_ns) {
    constexpr double patience_s = 2;
    // Nobody stirs on a machine that stands still.
    const bool stood_still = os::seconds(now_ns - looked_ns_) > measure::standstill_s;
    looked_ns_ = now_ns;
    if (stood_still || sampler_->work_ns() - work_seen_ns_ > stirring_ns) {
        work_seen_ns_ = sampler_->work_ns();
        quiet_since_ns_ = now_ns;
    }
    if (os::seconds(now_ns - quiet_since_ns_) < patience_s) {
        return false;
    }
    quiet_since_ns_ = now_ns; // look again after as long
    int waiting = 0;
    int talking = 0;
    for (const pid_t pid : members()) {
        for (const pid_t tid : os::threads_of(pid)) {
            const auto text = os::read_small_file(fmt::format("/proc/{}/task/{}/syscall", pid, tid));
            const auto call = text ? gil::parse_call(*text) : std::nullopt;
            const gil::Place place = call ? gil::place_of(*call, 0, gil::GilLayout{}) : gil::Place::running;
            waiting += place == gil::Place::lock ? 1 : 0;
            talking += place == gil::Place::io ? 1 : 0;
            if (place != gil::Place::lock && place != gil::Place::io) {
                return false;
            }
        }
    }
    return waiting > 0 && talking <= 1; // the runner listens to us
}

WatchedBox::Reply WatchedBox::finish(double limit_s) {
    begin_step();
    TimeLimit limit(*sampler_, cores_, limit_s);
    Reply ended = limited(box_.finish(limit.deadline_ns(), ticker(limit)), limit);
    if (ended && ended->ending == Ending::time_limit && out_of_time_ == RunFault::none) {
        out_of_time_ = RunFault::never_ends;
    }
    return ended;
}

tl::expected<std::optional<std::int64_t>, sandbox::Failure> WatchedBox::settle(sandbox::Reply& reply,
                                                                               double limit_s) {
    sampler_->thorough_tick(reply.arrived_ns);
    std::int64_t last_active_ns = reply.arrived_ns;
    std::uint64_t work_before_ns = sampler_->work_ns();
    int quiet = 0;
    bool first = true;
    TimeLimit limit(*sampler_, cores_, limit_s);
    const auto watch = [&](std::int64_t now_ns) {
        if (std::exchange(first, false)) {
            return true; // called at once: nothing can be told yet
        }
        sampler_->thorough_tick(now_ns); // it may just have started somebody
        limit.look(now_ns);
        if (!within_limits(now_ns) || limit.is_up()) {
            return false;
        }
        const bool worked = sampler_->work_ns() - work_before_ns > stirring_ns;
        work_before_ns = sampler_->work_ns();
        if (worked || sampler_->runnable()) {
            last_active_ns = now_ns;
            quiet = 0;
        } else {
            ++quiet;
        }
        return quiet < quiet_ticks;
    };
    for (;;) {
        const auto told = box_.idle(limit.deadline_ns(), watch);
        if (!told) {
            return tl::unexpected(told.error());
        }
        if (crossed() != RunFault::none) {
            return std::nullopt;
        }
        if (told->ending == Ending::stopped && !limit.is_up()) {
            return last_active_ns;
        }
        if (told->ending == Ending::ended) {
            return std::max(last_active_ns, told->arrived_ns);
        }
        if (told->ending == Ending::output_limit) {
            reply.ending = Ending::output_limit;
            return std::nullopt;
        }
        if (limit.is_up() || os::monotonic_ns() >= limit.deadline_ns()) {
            out_of_time_ = limit.is_up() ? RunFault::never_idle : RunFault::starved;
            return std::nullopt;
        }
    }
}

measure::Demand WatchedBox::demand(std::int64_t end_ns) {
    return sampler_->finish(end_ns, box_.tree().orphans_cpu_ns() - orphans_before_ns_);
}

std::optional<gil::Recording> WatchedBox::gil(std::int64_t end_ns) {
    if (!observer_) {
        return std::nullopt;
    }
    observer_->finish(end_ns);
    return observer_->recording();
}

std::optional<gil::Ceiling> WatchedBox::gil_ceiling(double work_s) const {
    return observer_ ? observer_->work()->ceiling(work_s) : std::nullopt;
}

RunFault WatchedBox::fault() const {
    return crossed() != RunFault::none ? crossed() : out_of_time_;
}

std::vector<pid_t> WatchedBox::members() const {
    if (box_.is_enclosed()) {
        return os::with_descendants(os::children_of(box_.pid()));
    }
    std::vector<pid_t> pids = os::stray_children(box_.pid());
    pids.push_back(box_.pid());
    return os::with_descendants(std::move(pids));
}

// By the kernel, to who grows faster than we look.
RunFault WatchedBox::refused() const {
    switch (box_.refused()) {
    case sandbox::Refused::memory:
        return RunFault::too_much_memory;
    case sandbox::Refused::tasks:
        return RunFault::too_many_tasks;
    default:
        return RunFault::none;
    }
}

bool WatchedBox::within_limits(std::int64_t now_ns) {
    if (sampler_->tasks() > task_limit_) {
        crossed_ = RunFault::too_many_tasks;
    } else if (memory_.is_due(now_ns)) {
        crossed_ = memory_.crossed(now_ns, sampler_->processes()) ? RunFault::too_much_memory : refused();
    }
    return crossed_ == RunFault::none;
}

} // namespace gilkit::judge
