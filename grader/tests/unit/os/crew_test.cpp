#include "os/crew.hpp"

#include "os/clock.hpp"
#include "os/helpers.hpp"
#include "os/procfs.hpp"
#include "os/signals.hpp"
#include "os/worker.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <optional>
#include <string>
#include <vector>

using namespace gilkit::os;
using namespace gilkit::os::test;

namespace {

using Task = std::function<std::string()>;

std::string sleep_until_interrupted() {
    pollfd never{-1, 0, 0};
    while (interrupted() == 0) {
        (void)wait_for(std::span(&never, 1), far_deadline());
    }
    return "interrupted";
}

} // namespace

TEST_CASE("A crew does every task once, in order, and never more than it may at the same time") {
    std::vector<Task> tasks;
    for (int i = 0; i < 7; ++i) {
        tasks.emplace_back([i] { return std::string(static_cast<std::size_t>(i) * 100'000, 'x') + "!"; });
    }
    std::size_t running = 0;
    std::size_t most = 0;
    std::vector<std::size_t> started;
    std::vector<std::size_t> sizes(tasks.size());
    CrewHooks hooks;
    hooks.on_start = [&](std::size_t task) {
        started.push_back(task);
        most = std::max(most, ++running);
    };
    hooks.on_end = [&](std::size_t task, const std::string& result) {
        --running;
        sizes[task] = result.size();
    };
    REQUIRE(run_crew(tasks, 3, hooks));
    CHECK(started == std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6});
    CHECK(most == 3);
    CHECK(running == 0);
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        CHECK(sizes[i] == i * 100'000 + 1);
    }
    CHECK(run_crew({}, 3, hooks));
}

TEST_CASE("A worker of a crew that dies says nothing, leaves nothing, and the others go on") {
    const Pipe told = make_pipe().value();
    const std::vector<Task> tasks{[] { return std::string("first"); },
                                  [&]() -> std::string {
                                      auto tree = ProcessTree::spawn(shell("exec sleep 60"));
                                      (void)write_all(told.write_end.get(),
                                                      std::to_string(tree->root().pid()) + "\n");
                                      ::raise(SIGKILL);
                                      return "never";
                                  },
                                  []() -> std::string { throw 1; }, [] { return std::string("last"); }};
    std::vector<std::string> results(tasks.size(), "?");
    CrewHooks hooks;
    hooks.on_end = [&](std::size_t task, std::string result) { results[task] = std::move(result); };
    REQUIRE(run_crew(tasks, 2, hooks));
    CHECK(results == std::vector<std::string>{"first", "", "", "last"});
    CHECK(is_gone(static_cast<pid_t>(std::stol(read_line(told.read_end.get())))));
}

TEST_CASE("A crew on demand goes on as long as there is something to start, and stops when it should") {
    std::vector<std::size_t> ended;
    std::size_t asked = 0;
    bool again = true;
    CrewHooks hooks;
    hooks.on_end = [&](std::size_t task, const std::string& result) {
        CHECK(result == std::to_string(task));
        ended.push_back(task);
        if (task == 7 && again) { // what has ended may be to do once more
            again = false;
            asked = 6;
        }
    };
    const auto next = [&]() -> std::optional<CrewTask> {
        if (asked == 7) {
            return std::nullopt;
        }
        const std::size_t number = ++asked;
        return CrewTask{number, [number] { return std::to_string(number); }};
    };
    REQUIRE(run_crew_on_demand(next, 1, hooks));
    CHECK(ended == std::vector<std::size_t>{1, 2, 3, 4, 5, 6, 7, 7});

    ended.clear();
    asked = 0;
    hooks.should_stop = [&] { return ended.size() == 2; };
    REQUIRE(run_crew_on_demand(next, 1, hooks));
    CHECK(ended == std::vector<std::size_t>{1, 2});
}

TEST_CASE("An interruption ends all of a crew") {
    CHECK(in_a_fork([] {
        install_interrupt_handlers();
        CrewHooks hooks;
        int started = 0;
        int ended = 0;
        hooks.on_start = [&](std::size_t) {
            if (++started == 2) {
                ::kill(::getpid(), SIGTERM); // blocked until the crew waits
            }
        };
        hooks.on_end = [&](std::size_t, const std::string&) { ++ended; };
        const bool fine =
            run_crew({sleep_until_interrupted, sleep_until_interrupted, sleep_until_interrupted}, 2, hooks)
                .has_value();
        return fine && interrupted() == SIGTERM && started == 2 && ended == 0 &&
               children_of(::getpid()).empty();
    }));
}

TEST_CASE("Children that were there before a crew are left alone") {
    CHECK(in_a_fork([] {
        auto before = Child::spawn(shell("exec sleep 60"));
        CrewHooks hooks;
        hooks.on_end = [](std::size_t, const std::string&) {};
        const auto die = []() -> std::string {
            ::raise(SIGKILL);
            return "";
        };
        return before && run_crew({die}, 1, hooks) && !before->try_wait();
    }));
}
