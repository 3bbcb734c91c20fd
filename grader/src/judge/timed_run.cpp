#include "judge/timed_run.hpp"

#include "gil/observer.hpp"
#include "os/clock.hpp"
#include "os/cores.hpp"
#include "os/procfs.hpp"
#include "os/prompt_wakeups.hpp"
#include "os/worker.hpp"
#include "sandbox/memory_watch.hpp"

#include <fmt/format.h>

namespace gilkit::judge {

namespace {

using sandbox::Ending;

// Less than this between two ticks is the runner going back to its wait, not work.
constexpr std::uint64_t stirring_ns = 300'000;
constexpr int quiet_ticks = 2;
// How long a call may last, over the time that it would take on idle cores. Beyond that nobody waits.
constexpr double starved_patience = 8;
constexpr double between_looks_s = 0.1;

std::int64_t in_seconds(double s) {
    return os::monotonic_ns() + os::from_seconds(s);
}

// Steps of a run share the box, the sampler and the limit of tasks.
class Session {
public:
    Session(sandbox::Box& box, const sandbox::BoxSpec& spec)
        : box_(box),
          sampler_(box.pid(), box.is_enclosed() ? measure::Orphans::stay : measure::Orphans::come_to_us),
          cores_(spec.cpus.empty() ? os::allowed_cpus().size() : spec.cpus.size()),
          memory_(static_cast<std::uint64_t>(spec.limits.memory_mb) << 20U),
          task_limit_(spec.limits.tasks + (box.is_enclosed() ? 1 : 0)) {} // the box's own init

    sandbox::Ticker ticker() {
        return [this](std::int64_t now_ns) {
            if (observer_) {
                observer_->tick(now_ns);
            }
            sampler_.tick(now_ns);
            return within_limits(now_ns);
        };
    }

    // The same, until the program has had that much time of idle cores since the sampler began.
    sandbox::Ticker ticker_for(double limit_s) {
        std::int64_t next_look_ns = os::monotonic_ns() + os::from_seconds(limit_s);
        time_is_up_ = false;
        return [=, this, tick = ticker(), seemed_up = false](std::int64_t now_ns) mutable {
            const bool goes_on = tick(now_ns);
            if (now_ns >= next_look_ns) {
                // Who got a core while we looked shows only in the next look what it had waited for.
                const bool seems_up = sampler_.idle_s(static_cast<double>(cores_)) >= limit_s;
                time_is_up_ = std::exchange(seemed_up, seems_up) && seems_up;
                next_look_ns = now_ns + os::from_seconds(between_looks_s);
            }
            return goes_on && !time_is_up_;
        };
    }

    measure::DemandSampler& sampler() { return sampler_; }
    bool time_is_up() const { return time_is_up_; }
    void look_at_gil(std::int64_t begin_ns) {
        observer_.emplace([this] { return members(); }, begin_ns, 1 / measure::tick_s);
        observer_->tally_work();
        prompt_.emplace();
    }
    std::optional<gil::Recording> gil(std::int64_t end_ns) {
        if (!observer_) {
            return std::nullopt;
        }
        observer_->finish(end_ns);
        return observer_->recording();
    }
    std::optional<gil::Ceiling> gil_ceiling(double work_s) const {
        return observer_ ? observer_->work()->ceiling(work_s) : std::nullopt;
    }
    // The limit that was crossed by all processes together, or none.
    RunFault crossed() const { return crossed_ != RunFault::none ? crossed_ : refused(); }
    bool output_limited() const { return output_limited_; }

    // Waits until nothing in the tree works any more. Returns when it last did; nullopt when that does not
    // happen before the deadline.
    tl::expected<std::optional<std::int64_t>, sandbox::Failure> settle(std::int64_t from_ns,
                                                                       std::int64_t deadline_ns) {
        sampler_.thorough_tick(from_ns);
        std::int64_t last_active_ns = from_ns;
        std::uint64_t work_before_ns = sampler_.work_ns();
        int quiet = 0;
        bool first = true;
        const auto watch = [&](std::int64_t now_ns) {
            if (std::exchange(first, false)) {
                return true; // called at once: nothing can be told yet
            }
            sampler_.thorough_tick(now_ns); // it may just have started somebody
            if (!within_limits(now_ns)) {
                return false;
            }
            const bool worked = sampler_.work_ns() - work_before_ns > stirring_ns;
            work_before_ns = sampler_.work_ns();
            if (worked || sampler_.runnable()) {
                last_active_ns = now_ns;
                quiet = 0;
            } else {
                ++quiet;
            }
            return quiet < quiet_ticks;
        };
        for (;;) {
            const auto reply = box_.idle(deadline_ns, watch);
            if (!reply) {
                return tl::unexpected(reply.error());
            }
            if (crossed() != RunFault::none) {
                return std::nullopt;
            }
            if (reply->ending == Ending::stopped) {
                return last_active_ns;
            }
            if (reply->ending == Ending::ended) {
                return std::max(last_active_ns, reply->arrived_ns);
            }
            output_limited_ = reply->ending == Ending::output_limit;
            if (output_limited_ || os::monotonic_ns() >= deadline_ns) {
                return std::nullopt;
            }
        }
    }

private:
    // The program's processes, orphans included.
    std::vector<pid_t> members() const {
        if (box_.is_enclosed()) {
            return os::with_descendants(os::children_of(box_.pid()));
        }
        std::vector<pid_t> pids = os::stray_children(box_.pid());
        pids.push_back(box_.pid());
        return os::with_descendants(std::move(pids));
    }

    // By the kernel, to who grows faster than we look.
    RunFault refused() const {
        switch (box_.refused()) {
        case sandbox::Refused::memory:
            return RunFault::too_much_memory;
        case sandbox::Refused::tasks:
            return RunFault::too_many_tasks;
        default:
            return RunFault::none;
        }
    }

    bool within_limits(std::int64_t now_ns) {
        if (sampler_.tasks() > task_limit_) {
            crossed_ = RunFault::too_many_tasks;
        } else if (memory_.is_due(now_ns)) {
            crossed_ = memory_.crossed(now_ns, sampler_.processes()) ? RunFault::too_much_memory : refused();
        }
        return crossed_ == RunFault::none;
    }

    sandbox::Box& box_;
    measure::DemandSampler sampler_;
    std::size_t cores_; // that it may use
    sandbox::MemoryWatch memory_;
    std::optional<gil::Observer> observer_;
    std::optional<os::PromptWakeups> prompt_;
    std::size_t task_limit_;
    bool time_is_up_ = false;
    RunFault crossed_ = RunFault::none;
    bool output_limited_ = false;
};

bool answered(const sandbox::Reply& reply) {
    return reply.ending == Ending::returned || reply.ending == Ending::unsupported;
}

} // namespace

tl::expected<TimedRun, sandbox::Failure> run_timed(const sandbox::BoxSpec& spec,
                                                   const nlohmann::json& arguments, double time_limit_s,
                                                   bool look_at_gil) {
    auto box = sandbox::Box::start(spec);
    if (!box) {
        return tl::unexpected(box.error());
    }
    Session session(*box, spec);
    TimedRun run;
    const auto done = [&] {
        if (const RunFault crossed = session.crossed(); crossed != RunFault::none) {
            run.fault = crossed;
        }
        run.output = box->output();
        return std::move(run);
    };

    auto reply = box->load(in_seconds(time_limit_s), session.ticker());
    if (!reply) {
        return tl::unexpected(reply.error());
    }
    run.reply = *std::move(reply);
    if (run.reply.ending != Ending::loaded) {
        return done();
    }

    const std::int64_t start_ns = os::monotonic_ns();
    const std::uint64_t orphans_before_ns = box->tree().orphans_cpu_ns();
    session.sampler().begin(start_ns);
    if (look_at_gil) {
        session.look_at_gil(start_ns);
    }
    reply =
        box->call(arguments, in_seconds(starved_patience * time_limit_s), session.ticker_for(time_limit_s));
    if (!reply) {
        return tl::unexpected(reply.error());
    }
    run.reply = *std::move(reply);
    if (run.reply.ending == Ending::time_limit) {
        run.fault = RunFault::starved;
    } else if (run.reply.ending == Ending::stopped && session.time_is_up()) {
        run.reply.ending = Ending::time_limit;
    }
    if (!answered(run.reply)) {
        return done();
    }

    const auto settled = session.settle(run.reply.arrived_ns, in_seconds(time_limit_s));
    if (!settled) {
        return tl::unexpected(settled.error());
    }
    if (!*settled) {
        if (session.output_limited()) {
            run.reply.ending = Ending::output_limit;
        } else {
            run.fault = RunFault::never_idle; // unless done() knows better
        }
        return done();
    }
    run.gil = session.gil(**settled);
    run.demand = session.sampler().finish(**settled, box->tree().orphans_cpu_ns() - orphans_before_ns);

    run.gil_ceiling = session.gil_ceiling(run.demand->cpu_s);

    const auto ended = box->finish(in_seconds(time_limit_s), session.ticker());
    if (!ended) {
        return tl::unexpected(ended.error());
    }
    if (ended->ending == Ending::time_limit) {
        run.fault = RunFault::never_ends;
    }
    return done();
}

std::string ending_of(const sandbox::Reply& reply, RunFault fault) {
    if (fault == RunFault::too_many_tasks) {
        return "it had too many threads and processes";
    }
    if (fault == RunFault::too_much_memory) {
        return "it used too much memory";
    }
    if (fault == RunFault::starved) {
        return "the machine was too busy for it";
    }
    switch (reply.ending) {
    case Ending::ended:
        return reply.exit.signal != 0 ? fmt::format("signal {} ended it", reply.exit.signal)
                                      : fmt::format("it ended with exit code {}", reply.exit.code);
    case Ending::time_limit:
        return "it took too long";
    case Ending::output_limit:
        return "it printed too much";
    case Ending::returned:
        return "something that it started went on working";
    default:
        return fmt::format("{} {}\n{}", reply.kind, reply.message, reply.traceback);
    }
}

RunFigures figures_of(Role role, int cores, const measure::Demand& demand) {
    RunFigures figures;
    figures.role = role;
    figures.cores = cores;
    figures.wall_s = demand.wall_s;
    figures.cpu_s = demand.cpu_s;
    figures.queue_s = demand.queue_s;
    figures.parallelism = demand.parallelism();
    figures.parallelism_low = demand.parallelism_low();
    return figures;
}

tl::expected<PlainCalls, sandbox::Failure>
run_calls(const sandbox::BoxSpec& spec, const std::vector<nlohmann::json>& calls, double time_limit_s) {
    auto box = sandbox::Box::start(spec);
    if (!box) {
        return tl::unexpected(box.error());
    }
    Session session(*box, spec);
    PlainCalls result;
    const auto take =
        [&](tl::expected<sandbox::Reply, sandbox::Failure> reply) -> tl::expected<Ending, sandbox::Failure> {
        if (!reply) {
            return tl::unexpected(reply.error());
        }
        result.replies.push_back(*std::move(reply));
        return result.replies.back().ending;
    };

    auto ending = take(box->load(in_seconds(time_limit_s), session.ticker()));
    if (ending && *ending == Ending::loaded) {
        result.loaded = true;
        result.replies.clear();
        for (const nlohmann::json& arguments : calls) {
            ending = take(box->call(arguments, in_seconds(time_limit_s), session.ticker()));
            if (!ending || *ending != Ending::returned) {
                break;
            }
        }
    }
    if (!ending) {
        return tl::unexpected(ending.error());
    }
    result.fault = session.crossed();
    result.output = box->output();
    return result;
}

} // namespace gilkit::judge
