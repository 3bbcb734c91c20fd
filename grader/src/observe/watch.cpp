#include "observe/watch.hpp"

#include "gil/observer.hpp"
#include "measure/sampler.hpp"
#include "observe/accounts.hpp"
#include "observe/members.hpp"
#include "observe/run_clock.hpp"
#include "os/cgroup.hpp"
#include "os/clock.hpp"
#include "os/procfs.hpp"
#include "os/prompt_wakeups.hpp"
#include "os/rights.hpp"
#include "os/worker.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <limits>
#include <utility>

namespace gilkit::observe {

namespace {

constexpr std::int64_t paused_tick_ns =
    10 * os::ns_per_ms; // SIGCHLD tells of a continuation, nothing of a thaw
constexpr std::int64_t slow_look_ns = 100 * os::ns_per_ms;
constexpr std::int64_t freezer_patience_ns = 200 * os::ns_per_ms;
constexpr std::int64_t first_news_ns = 1 * os::ns_per_s; // who runs shorter is not waited for
constexpr std::int64_t news_ns = 250 * os::ns_per_ms;
constexpr std::int64_t stop_wish_ns = 10 * os::ns_per_s; // a program that has not stopped by then refused

// Whether an interactive shell started us as a job of our own, which it can stop and continue.
bool leads_a_job() {
    const os::UniqueFd terminal(::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC));
    return terminal && ::getpgrp() == ::getpid() && ::getsid(0) != ::getpid();
}

class Watch {
public:
    Watch(const os::SignalRelay& relay, const WatchOptions& options)
        : relay_(relay), options_(options), may_hide_(os::hidepid().value_or(0) != 0) {}

    os::Result<WatchedRun> run(const os::SpawnOptions& command) {
        auto tree = os::ProcessTree::spawn(command, [&](pid_t pid) {
            const std::int64_t now_ns = os::monotonic_ns();
            sampler_.emplace(pid).begin(now_ns);
            clock_.emplace(now_ns);
            next_news_ns_ = now_ns + first_news_ns;
            if (options_.gil_rate_hz) {
                observer_.emplace(members, now_ns, *options_.gil_rate_hz);
            }
        });
        if (!tree) {
            return tl::unexpected(tree.error());
        }
        if (observer_) {
            prompt_.emplace();
        }
        tree_.emplace(*std::move(tree));
        if (!clock_) {
            return tl::unexpected(os::Error{ECHILD, "start " + command.argv.front()}); // killed on its way
        }
        auto followed = follow();
        if (!followed) {
            tree_->release(); // the command is the user's: our failure doesn't kill it
            return tl::unexpected(followed.error());
        }
        return std::move(run_);
    }

private:
    pid_t root() { return tree_->root().pid(); }

    os::Result<void> follow() {
        while (!run_.unreachable) {
            std::array<pollfd, 1> fds{pollfd{tree_->root().poll_fd(), POLLIN, 0}};
            const auto signalled = relay_.wait_for(fds, std::min(next_tick_ns_, gil_look_due_ns()));
            if (!signalled) {
                return tl::unexpected(signalled.error());
            }
            const std::int64_t now_ns = os::monotonic_ns();
            if (*signalled) {
                while (const auto signal = relay_.next()) {
                    take(*signal, now_ns);
                }
            }
            if (fds[0].revents != 0) {
                conclude(now_ns);
                add_ending(tree_->root().wait());
                tree_->release();
                return {};
            }
            if (now_ns >= gil_look_due_ns()) {
                observer_->tick(clock_->at(now_ns));
                tell(now_ns);
            }
            if (follow_job_control(now_ns) || now_ns >= next_tick_ns_) {
                // Time may have passed: we may have been stopped ourselves.
                const std::int64_t look_ns = os::monotonic_ns();
                look(look_ns);
                next_tick_ns_ =
                    look_ns + (clock_->paused() ? paused_tick_ns : os::from_seconds(sampler_->pause_s()));
            }
        }
        conclude(os::monotonic_ns());
        tree_->release();
        return {};
    }

    void tell(std::int64_t now_ns) {
        if (options_.live && now_ns >= next_news_ns_) {
            options_.live(fmt::format("{:.0f} s, {}", clock_->wall_s(now_ns), observer_->summary()));
            next_news_ns_ = now_ns + news_ns;
        }
    }

    void fall_silent() {
        if (options_.live) {
            options_.live({});
        }
    }

    // When the next look at the GIL is due; never while the clock stands still.
    std::int64_t gil_look_due_ns() const {
        return observer_ && !clock_->paused() ? clock_->real_ns(observer_->due_ns())
                                              : std::numeric_limits<std::int64_t>::max();
    }

    void look(std::int64_t now_ns) {
        if (now_ns >= next_slow_look_ns_ || clock_->paused()) {
            child_changed_ = orphan_changed_ = true; // in case that a signal got lost
            run_.hidden_processes = run_.hidden_processes || (may_hide_ && something_is_hidden());
            next_slow_look_ns_ = now_ns + slow_look_ns;
        }
        // A tree that works is not to be paused, and asking costs more than all the rest of a look. Who wants
        // to end the command must know whether its own process is frozen, whatever the others do.
        const bool ask = !sampler_->worked() || give_up_at_ns_ != 0;
        if (!ask) {
            frozen_ = false;
        } else if (now_ns >= next_freezer_look_ns_ || clock_->paused()) {
            frozen_ = os::is_frozen(root());
            next_freezer_look_ns_ = now_ns + slow_look_ns;
        }
        run_.unreachable = run_.unreachable || (frozen_ && give_up_at_ns_ != 0 && now_ns >= give_up_at_ns_);
        set_clock(now_ns);
        if (!clock_->paused()) {
            if (std::exchange(orphan_changed_, false)) {
                tree_->reap_orphans();
            }
            sampler_->tick(clock_->at(now_ns));
        }
    }

    void set_clock(std::int64_t now_ns) {
        const bool pause = (stopped_ || frozen_) && everything_rests();
        if (pause && !clock_->paused()) {
            clock_->pause(now_ns);
        } else if (!pause && clock_->paused()) {
            clock_->resume(now_ns);
        }
    }

    void take(const os::ReceivedSignal& signal, std::int64_t now_ns) {
        if (signal.number == SIGCHLD) {
            child_changed_ = orphan_changed_ = true;
        }
        if (signal.number == SIGCHLD || (signal.sender != 0 && is_member(signal.sender))) {
            return; // what the program sends to its group is not for it to get twice
        }
        if (os::is_interruption(signal.number)) {
            run_.interrupted_by = signal.number;
            run_.figures.interrupted = true;
            // Whether it can't end (v1), ends at once (v2, no handler) or not (v2, a handler) shows soon.
            give_up_at_ns_ = now_ns + freezer_patience_ns;
        }
        if (os::is_polite_stop(signal.number)) {
            stop_wish_ = signal.number;
            stop_wish_until_ns_ = now_ns + stop_wish_ns;
        }
        // A continuation is for those who were stopped: a shell sends it to the whole group.
        if (signal.number == SIGCONT && !is_stopped(root())) {
            return;
        }
        if (!signal.from_kernel || ::getpgid(root()) != ::getpgrp()) {
            const auto sent = tree_->root().signal(signal.number);
            run_.unreachable = run_.unreachable || (!sent && os::is_interruption(signal.number));
        }
    }

    // True when something changed.
    bool follow_job_control(std::int64_t now_ns) {
        const int change = std::exchange(child_changed_, false) ? tree_->root().job_change() : 0;
        if (change != 0) {
            stopped_ = change != SIGCONT;
            stop_followed_ = false;
            stopped_by_ = change;
        }
        if (!stopped_ || stop_followed_) {
            return change != 0;
        }
        const bool wished = stop_wish_ != 0 && now_ns < stop_wish_until_ns_;
        if (wished || leads_a_job()) {
            set_clock(now_ns);
            stop_followed_ = true; // once for each stop: the kernel may refuse to stop us
            stop_wish_ = 0;
            fall_silent();
            os::SignalRelay::stop_ourselves(os::is_polite_stop(stopped_by_) ? stopped_by_ : SIGTSTP);
        }
        return change != 0;
    }

    void conclude(std::int64_t now_ns) {
        ObservedRun& figures = run_.figures;
        fall_silent();
        tree_->reap_orphans();
        if (!clock_->paused()) {
            sampler_->thorough_tick(clock_->at(now_ns));
        }
        figures.wall_s = clock_->wall_s(now_ns);
        figures.stopped_s = clock_->stopped_s(now_ns);
        const measure::Demand demand = sampler_->finish(clock_->at(now_ns), tree_->orphans_cpu_ns());
        fill_in(figures, demand, machine_, options_.demand_readable && !run_.hidden_processes);
        if (observer_) {
            observer_->finish(clock_->at(now_ns));
            run_.recording = observer_->recording();
        }
        for (const pid_t pid : members()) {
            const bool left = is_alive(pid) && (pid != root() || run_.unreachable);
            figures.left_running += left ? 1 : 0;
        }
    }

    void add_ending(const os::ExitStatus& status) {
        if (status.signal != 0) {
            run_.figures.signal = status.signal;
        } else {
            run_.figures.exit_code = status.code;
        }
        if (!run_.figures.demand) {
            // What was waited for is in these accounts, seen or not.
            run_.figures.cpu_s =
                std::max(run_.figures.cpu_s,
                         os::seconds(static_cast<std::int64_t>(status.cpu_ns + tree_->orphans_cpu_ns())));
        }
    }

    const os::SignalRelay& relay_;
    const WatchOptions& options_;
    bool may_hide_; // hidepid: of a setuid program, say, nothing can be read
    MachineAccounts machine_;
    std::optional<os::ProcessTree> tree_;
    std::optional<measure::DemandSampler> sampler_;
    std::optional<gil::Observer> observer_;
    std::optional<os::PromptWakeups> prompt_;
    std::optional<RunClock> clock_;
    WatchedRun run_;
    bool frozen_ = false;
    bool child_changed_ = false; // ended, stopped or continued
    bool orphan_changed_ = false;
    bool stopped_ = false; // the command's own process, by job control
    bool stop_followed_ = false;
    int stopped_by_ = 0;
    int stop_wish_ = 0; // the polite stop that somebody sent
    std::int64_t stop_wish_until_ns_ = 0;
    std::int64_t next_tick_ns_ = 0;
    std::int64_t next_slow_look_ns_ = 0;
    std::int64_t next_news_ns_ = 0;
    std::int64_t next_freezer_look_ns_ = 0;
    std::int64_t give_up_at_ns_ = 0; // on a frozen command that somebody interrupted; 0: never
};

} // namespace

os::Result<WatchedRun> watch_run(const os::SignalRelay& relay, os::SpawnOptions command,
                                 const WatchOptions& options) {
    command.in_our_place = true;
    return Watch(relay, options).run(command);
}

std::string why_no_demand() {
    if (!os::read_small_file("/proc/self/stat")) {
        return "/proc can't be read here; mount it to let gilkit look at running programs";
    }
    if (!os::run_queue_delay_available()) {
        return "this kernel does not account for run-queue delay (CONFIG_SCHED_INFO, "
               "/proc/PID/schedstat)";
    }
    return {};
}

} // namespace gilkit::observe
