// Workers beside each other, for tasks that have nothing to do with each other.
#pragma once

#include "os/error.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gilkit::os {

struct CrewHooks {
    std::function<void(std::size_t task)> on_start; // may be empty
    // What it returned; empty when its worker died. Then what that had started is gone.
    std::function<void(std::size_t task, std::string result)> on_end;
    // Asked before each start and each wait; true: those under way are interrupted, and that is the end. May
    // be empty.
    std::function<bool()> should_stop;
};

struct CrewTask {
    std::size_t number = 0; // the hooks are told of it by this
    std::function<std::string()> run;
};

// Runs each task in a Worker of its own, in their order, at most `at_once` (from 1 on) at the same time.
// Returns when all have ended, or when we are interrupted() or something fails: then those under way are
// interrupted and waited for. Only while this process has one thread and follows no ProcessTree; the children
// that it has before are left alone.
Result<void> run_crew(const std::vector<std::function<std::string()>>& tasks, std::size_t at_once,
                      const CrewHooks& hooks);

// The same with tasks that are made when there is room for one. `next` is asked again after each end;
// nullopt: there is nothing to start now. With nothing under way, that is the end.
Result<void> run_crew_on_demand(const std::function<std::optional<CrewTask>()>& next, std::size_t at_once,
                                const CrewHooks& hooks);

} // namespace gilkit::os
