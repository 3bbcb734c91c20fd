#include "observe/attach.hpp"

#include "gil/observer.hpp"
#include "judge/grade.hpp"
#include "measure/sampler.hpp"
#include "observe/accounts.hpp"
#include "observe/members.hpp"
#include "observe/watch.hpp"
#include "os/clock.hpp"
#include "os/cores.hpp"
#include "os/procfs.hpp"
#include "os/prompt_wakeups.hpp"
#include "os/signals.hpp"
#include "os/subprocess.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <limits>

namespace gilkit::observe {

namespace {

std::vector<std::string> command_of(pid_t pid) {
    constexpr std::size_t most_bytes = 4096;
    const auto text = os::read_small_file(fmt::format("/proc/{}/cmdline", pid), most_bytes);
    std::vector<std::string> words;
    for (std::string_view rest = text ? std::string_view(*text) : ""; !rest.empty();) {
        const std::string_view word = rest.substr(0, rest.find('\0'));
        words.emplace_back(word);
        rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    }
    if (words.empty()) {
        words.push_back(fmt::format("process {}", pid)); // a thread of the kernel has none
    }
    return words;
}

// The process may be the one that started us.
std::vector<pid_t> all_but_us(std::vector<pid_t> pids) {
    std::erase(pids, ::getpid());
    return pids;
}

// Whether we may see what its threads sleep in: that takes the right to trace it (ptrace(2)).
bool may_look_into(pid_t pid) {
    return os::read_small_file(fmt::format("/proc/{}/syscall", pid)).has_value();
}

tl::expected<void, AttachError> check(const AttachOptions& options) {
    if (options.gil_rate_hz && !may_look_into(options.pid)) {
        return tl::unexpected(
            AttachError{AttachFault::refused,
                        fmt::format("gilkit may not look into process {}; be its user and, where "
                                    "/proc/sys/kernel/yama/ptrace_scope is 1, its ancestor, or be root",
                                    options.pid)});
    }
    return {};
}

class Attachment {
public:
    explicit Attachment(const AttachOptions& options)
        : options_(options), sampler_(options.pid), begin_ns_(os::monotonic_ns()) {
        sampler_.begin(begin_ns_);
        if (options.gil_rate_hz) {
            observer_.emplace([pid = options.pid] { return all_but_us(os::with_descendants({pid})); },
                              begin_ns_, *options.gil_rate_hz);
            prompt_.emplace();
        }
        if (options.seconds) {
            end_ns_ = begin_ns_ + os::from_seconds(*options.seconds);
        }
    }

    os::Result<void> follow(int process) {
        std::int64_t next_tick_ns = begin_ns_;
        while (true) {
            std::array<pollfd, 1> fds{pollfd{process, POLLIN, 0}};
            const std::int64_t due_ns = observer_ ? observer_->due_ns() : end_ns_;
            const auto ready = os::wait_for(fds, std::min({next_tick_ns, due_ns, end_ns_}));
            if (!ready) {
                return tl::unexpected(ready.error());
            }
            const std::int64_t now_ns = os::monotonic_ns();
            if (fds[0].revents != 0 || now_ns >= end_ns_ || os::interrupted() != 0) {
                process_ended_ = fds[0].revents != 0;
                end_ns_ = std::min(now_ns, end_ns_);
                return {};
            }
            if (observer_ && now_ns >= observer_->due_ns()) {
                observer_->tick(now_ns);
            }
            if (now_ns >= next_tick_ns) {
                sampler_.tick(now_ns);
                next_tick_ns = now_ns + os::from_seconds(sampler_.pause_s());
            }
            if (options_.progress && now_ns >= next_progress_ns_) {
                options_.progress(progress_at(now_ns));
                next_progress_ns_ = now_ns + (os::ns_per_s / 2);
            }
        }
    }

    void conclude(Observation& observation) {
        ObservedRun run;
        sampler_.thorough_tick(end_ns_);
        const measure::Demand demand = sampler_.finish(end_ns_, 0);
        run.wall_s = os::seconds(end_ns_ - begin_ns_);
        run.interrupted = os::interrupted() != 0;
        fill_in(run, demand, machine_, observation.no_demand_because.empty());
        observation.runs.push_back(std::move(run));
        observation.interrupted_by = os::interrupted();
        observation.attached = Attached{options_.pid, process_ended_};
        if (observer_) {
            observer_->finish(end_ns_);
            observation.recording = observer_->recording();
        }
    }

private:
    std::string progress_at(std::int64_t now_ns) const {
        const double so_far_s = os::seconds(now_ns - begin_ns_);
        return fmt::format("process {}: {:.0f} s{}{}{}", options_.pid, so_far_s,
                           options_.seconds ? fmt::format(" of {:.0f}", *options_.seconds) : "",
                           observer_ ? ", " + observer_->summary() : "",
                           options_.seconds ? "" : "; Ctrl-C ends it");
    }

    const AttachOptions& options_;
    MachineAccounts machine_;
    measure::DemandSampler sampler_;
    std::optional<gil::Observer> observer_;
    std::optional<os::PromptWakeups> prompt_;
    std::int64_t begin_ns_;
    std::int64_t end_ns_ = std::numeric_limits<std::int64_t>::max();
    std::int64_t next_progress_ns_ = 0;
    bool process_ended_ = false;
};

} // namespace

tl::expected<Observation, AttachError> attach(const AttachOptions& options) {
    const os::UniqueFd process = os::open_pidfd(options.pid);
    if (!process || !is_alive(options.pid)) {
        return tl::unexpected(
            AttachError{AttachFault::no_process,
                        fmt::format("there is no process {}; `ps -ef` lists them", options.pid)});
    }
    if (const auto possible = check(options); !possible) {
        return tl::unexpected(possible.error());
    }
    Observation observation;
    observation.command = command_of(options.pid);
    observation.machine = judge::describe_machine();
    observation.cores_allowed = static_cast<int>(os::allowed_cpus().size());
    observation.no_demand_because = why_no_demand();
    Attachment attachment(options);
    if (const auto followed = attachment.follow(process.get()); !followed) {
        return tl::unexpected(AttachError{AttachFault::failed, followed.error().to_string()});
    }
    attachment.conclude(observation);
    return observation;
}

} // namespace gilkit::observe
