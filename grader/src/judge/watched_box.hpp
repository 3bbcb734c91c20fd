// A box that is talked with and watched: the demand of its processes, the GIL, and the limits over all of
// them.
//
// A step's limit (import, call, settling, end) is the time that it would have taken if its cores had been
// idle: who waits for a core because neighbours have it is not to suffer, nor who stands still because the
// whole machine does. A step may therefore last several times as long; who has not even then had its time was
// starved, and nothing is known of it.
#pragma once

#include "gil/observer.hpp"
#include "gil/recording.hpp"
#include "gil/work.hpp"
#include "measure/sampler.hpp"
#include "os/prompt_wakeups.hpp"
#include "sandbox/box.hpp"
#include "sandbox/memory_watch.hpp"

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace gilkit::judge {

enum class RunFault : std::uint8_t {
    none,
    too_many_tasks,  // crossed the limit of processes and threads
    too_much_memory, // all processes together
    never_idle,      // a result is in, but the program went on working
    never_ends,      // it was told good-bye, but did not end
    deadlocked,      // all its threads wait for a lock
    starved,         // the machine was too busy to tell whether it would have been in time
};

// Called with every look at a call, with the time that the program would have taken so far on idle cores;
// false ends the call (Ending::stopped). That clock stands still while the program waits for a core, and
// never goes back.
using Meanwhile = std::function<bool(double idle_s)>;

struct CallHooks {
    bool look_at_gil = false; // with every look at the demand
    double cores = 1;         // of that clock's machine
    Meanwhile meanwhile = {};
};

class WatchedBox {
public:
    WatchedBox(sandbox::Box& box, const sandbox::BoxSpec& spec);

    using Reply = tl::expected<sandbox::Reply, sandbox::Failure>;

    // The box's own steps, each of which takes `limit_s` at most, in the sense above.
    Reply load(double limit_s);
    Reply call(const nlohmann::json& arguments, double limit_s, const CallHooks& hooks = {});
    Reply finish(double limit_s);
    // A call under a schedule (Box::call): ended as well when nobody goes on.
    Reply call_under(const nlohmann::json& schedule, const nlohmann::json& arguments, double limit_s);
    // Where the threads are, for people; empty when it does not say.
    nlohmann::json stacks();

    // Threads and processes of the box: the most at once in this step; now.
    std::size_t most_tasks() const { return most_tasks_; }
    std::size_t tasks();

    // After a call: waits until nothing in the tree works any more, and returns when it last did. nullopt: it
    // went on for too long, or a limit was crossed; fault() says which, or the reply's ending is
    // output_limit.
    tl::expected<std::optional<std::int64_t>, sandbox::Failure> settle(sandbox::Reply& reply, double limit_s);

    // Of the call, which was over at `end_ns`. Once.
    measure::Demand demand(std::int64_t end_ns);
    std::optional<gil::Recording> gil(std::int64_t end_ns);
    std::optional<gil::Ceiling> gil_ceiling(double work_s) const;

    // What went wrong that no reply tells, in any step so far.
    RunFault fault() const;

private:
    // Ends a step when its time is up.
    class TimeLimit;

    std::int64_t begin_step();
    sandbox::Ticker ticker(TimeLimit& limit);
    // What the box said, where its time was not up.
    Reply limited(Reply reply, const TimeLimit& limit);
    // The program's processes, orphans included.
    std::vector<pid_t> members() const;
    RunFault crossed() const { return crossed_ != RunFault::none ? crossed_ : refused(); }
    RunFault refused() const;
    bool within_limits(std::int64_t now_ns);
    // Whether all threads sleep until somebody gives a lock back, and have done so for a while.
    bool is_deadlocked(std::int64_t now_ns);

    sandbox::Box& box_;
    std::size_t cores_; // that it may use
    std::size_t task_limit_;
    sandbox::MemoryWatch memory_;
    std::optional<measure::DemandSampler> sampler_; // of the step
    std::uint64_t orphans_before_ns_ = 0;
    std::optional<gil::Observer> observer_;
    std::optional<os::PromptWakeups> prompt_;
    bool under_schedule_ = false;
    std::size_t most_tasks_ = 0;
    std::uint64_t work_seen_ns_ = 0; // when `quiet_since_ns_` began
    std::int64_t quiet_since_ns_ = 0;
    std::int64_t looked_ns_ = 0; // for a deadlock
    RunFault crossed_ = RunFault::none;
    RunFault out_of_time_ = RunFault::none;
};

} // namespace gilkit::judge
