#include "os/crew.hpp"

#include "os/clock.hpp"
#include "os/signals.hpp"
#include "os/subprocess.hpp"
#include "os/worker.hpp"

#include <sys/prctl.h>

#include <utility>

namespace gilkit::os {

namespace {

struct UnderWay {
    std::size_t task = 0;
    Worker worker;
};

void sweep() {
    constexpr std::int64_t patience_ns = 10 * ns_per_s;
    kill_strays(patience_ns);
}

class Crew {
public:
    Crew(const std::function<std::optional<CrewTask>()>& next, const CrewHooks& hooks)
        : next_(next), hooks_(hooks) {}
    Crew(const Crew&) = delete;
    Crew& operator=(const Crew&) = delete;
    // All are asked before the first is waited for.
    ~Crew() {
        for (const UnderWay& each : under_way_) {
            each.worker.interrupt();
        }
    }

    Result<void> run(std::size_t at_once) {
        while (interrupted() == 0) {
            while (under_way_.size() < at_once && !should_stop()) {
                const std::optional<CrewTask> task = next_();
                if (!task) {
                    break;
                }
                if (auto started = start(*task); !started) {
                    return started;
                }
            }
            if (under_way_.empty() || should_stop()) {
                break;
            }
            if (auto looked = look(); !looked) {
                return looked;
            }
        }
        return {};
    }

private:
    bool should_stop() const { return hooks_.should_stop && hooks_.should_stop(); }

    Result<void> start(const CrewTask& task) {
        auto worker = Worker::start(task.run);
        if (!worker) {
            return tl::unexpected(worker.error());
        }
        under_way_.push_back({task.number, *std::move(worker)});
        if (hooks_.on_start) {
            hooks_.on_start(task.number);
        }
        return {};
    }

    // Waits for the next thing that one of them says.
    Result<void> look() {
        std::vector<pollfd> fds;
        for (const UnderWay& each : under_way_) {
            fds.push_back({each.worker.poll_fd(), POLLIN, 0});
        }
        constexpr std::int64_t long_ns = 60 * ns_per_s;
        if (const auto ready = wait_for(fds, monotonic_ns() + long_ns); !ready) {
            return tl::unexpected(ready.error());
        }
        if (interrupted() != 0) {
            return {};
        }
        std::vector<UnderWay> going_on;
        std::vector<std::pair<std::size_t, std::string>> ended;
        for (std::size_t i = 0; i < fds.size(); ++i) {
            auto result = fds[i].revents == 0 ? Result<std::optional<std::string>>(std::nullopt)
                                              : under_way_[i].worker.take();
            if (!result) {
                return tl::unexpected(result.error());
            }
            if (*result) {
                ended.emplace_back(under_way_[i].task, **std::move(result));
            } else {
                going_on.push_back(std::move(under_way_[i]));
            }
        }
        under_way_ = std::move(going_on);
        for (auto& [task, result] : ended) {
            if (result.empty()) {
                sweep();
            }
            hooks_.on_end(task, std::move(result));
        }
        return {};
    }

    const std::function<std::optional<CrewTask>()>& next_;
    const CrewHooks& hooks_;
    std::vector<UnderWay> under_way_;
};

} // namespace

Result<void> run_crew(const std::vector<std::function<std::string()>>& tasks, std::size_t at_once,
                      const CrewHooks& hooks) {
    std::size_t started = 0;
    const auto next = [&]() -> std::optional<CrewTask> {
        if (started == tasks.size()) {
            return std::nullopt;
        }
        const std::size_t number = started++;
        return CrewTask{number, tasks[number]};
    };
    return run_crew_on_demand(next, at_once, hooks);
}

Result<void> run_crew_on_demand(const std::function<std::optional<CrewTask>()>& next, std::size_t at_once,
                                const CrewHooks& hooks) {
    leave_out_children();
    if (::prctl(PR_SET_CHILD_SUBREAPER, 1) < 0) {
        return last_error("become a subreaper");
    }
    auto run = Crew(next, hooks).run(at_once);
    sweep(); // there is nobody left to be swept, unless a worker took too long to end
    return run;
}

} // namespace gilkit::os
