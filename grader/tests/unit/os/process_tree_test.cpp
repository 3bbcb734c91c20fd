#include "os/capture.hpp"
#include "os/clock.hpp"
#include "os/helpers.hpp"
#include "os/memory_file.hpp"
#include "os/procfs.hpp"
#include "os/subprocess.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <csignal>
#include <string>
#include <vector>

using namespace gilkit::os;
using namespace gilkit::os::test;

namespace {

constexpr std::int64_t patience_ns = 60 * ns_per_s;
const std::string busy = "i=0; while [ $i -lt 50000 ]; do i=$((i+1)); done";

// Starts `script` as a tree and reads one line of its output.
struct Started {
    ProcessTree tree;
    std::string line;
};

Started start(const std::string& script) {
    auto pipe = make_pipe().value();
    SpawnOptions options = shell(script);
    options.fds = {{pipe.write_end.get(), STDOUT_FILENO}};
    auto tree = ProcessTree::spawn(options);
    std::string line = read_line(pipe.read_end.get());
    return {*std::move(tree), std::move(line)};
}

} // namespace

TEST_CASE("A daemon that detached itself twice is gone after the sweep") {
    Started started = start("setsid sh -c 'trap \"\" TERM HUP; setsid sleep 1000 & echo $!'; exit 0");
    const pid_t daemon = std::stoi(started.line);
    CHECK(started.tree.root().wait().success());
    CHECK_FALSE(is_gone(daemon));
    CHECK(started.tree.kill_all(patience_ns));
    CHECK(is_gone(daemon));
    CHECK(children_of(::getpid()).empty());
    CHECK(started.tree.kill_all(patience_ns)); // nobody left to kill
}

TEST_CASE("A tree is gone with its owner, even one that starts new processes all the time") {
    pid_t root = 0;
    {
        Started started = start("(while :; do sleep 1000 & wait; done) & (while :; do /bin/true; done) & "
                                "echo go; while :; do /bin/true; done");
        CHECK(started.line == "go");
        root = started.tree.root().pid();
        CHECK_FALSE(is_gone(root));
        // A tree that was moved from owns nothing.
        const ProcessTree moved = std::move(started.tree);
    }
    CHECK(is_gone(root));
    CHECK(children_of(::getpid()).empty());
}

TEST_CASE("What orphans used counts once they have ended") {
    Started started = start("(" + busy + ") & echo $!; exit 0");
    const pid_t orphan = std::stoi(started.line);
    CHECK(started.tree.root().wait().success());
    CHECK(wait_until([&] {
        started.tree.reap_orphans();
        return is_gone(orphan);
    }));
    CHECK(started.tree.orphans_cpu_ns() > 1'000'000);
    const auto counted = started.tree.orphans_cpu_ns();
    started.tree.reap_orphans();
    CHECK(started.tree.orphans_cpu_ns() == counted);
}

TEST_CASE("Reaping orphans leaves the root's status alone") {
    Started started = start("echo go; exit 3");
    CHECK(wait_until([&] {
        ProcFile stat("/proc/" + std::to_string(started.tree.root().pid()) + "/stat");
        return parse_stat(stat.read()).value_or(ProcStat{}).state == 'Z';
    }));
    started.tree.reap_orphans();
    CHECK(started.tree.root().wait().code == 3);
    CHECK(started.tree.orphans_cpu_ns() == 0);
}

TEST_CASE("Both streams of a program are captured") {
    const auto ran = run_and_capture(shell("echo out; echo err >&2; exit 4"), far_deadline());
    REQUIRE(ran);
    CHECK(ran->out == "out\n");
    CHECK(ran->err == "err\n");
    CHECK(ran->status.code == 4);
    CHECK_FALSE(ran->timed_out);
    CHECK_FALSE(ran->interrupted);
}

TEST_CASE("A captured program reads the input that it is given, and else nothing") {
    const auto input = make_memory_file("one\ntwo\n");
    REQUIRE(input);
    SpawnOptions options = shell("cat");
    options.fds = {{input->get(), STDIN_FILENO}};
    const auto ran = run_and_capture(options, far_deadline());
    REQUIRE(ran);
    CHECK(ran->out == "one\ntwo\n");
    CHECK(run_and_capture(shell("cat"), far_deadline())->out.empty());
}

TEST_CASE("The deadline ends a program with everything that it started") {
    const auto ran = run_and_capture(shell("sleep 1000 & exec sleep 1000"), monotonic_ns() + 50 * ns_per_ms);
    REQUIRE(ran);
    CHECK(ran->timed_out);
    CHECK(ran->status.signal == SIGKILL);
    CHECK(children_of(::getpid()).empty());
}

TEST_CASE("A program's end is not waited for longer because something holds its streams open") {
    SUBCASE("in silence") {
        const auto ran = run_and_capture(shell("sleep 1000 & echo done"), far_deadline());
        REQUIRE(ran);
        CHECK(ran->out == "done\n");
        CHECK(ran->status.success());
        CHECK_FALSE(ran->timed_out);
    }
    SUBCASE("and writes without end") {
        const auto ran = run_and_capture(shell("yes & yes >&2 & sleep 0.05; exit 0"), far_deadline());
        REQUIRE(ran);
        CHECK(ran->status.success());
        CHECK_FALSE(ran->timed_out);
    }
    CHECK(children_of(::getpid()).empty());
}

TEST_CASE("More output than wanted is read, so that the program can end, and dropped") {
    const auto ran =
        run_and_capture(shell("yes | head -c 3000000; echo end >&2"), far_deadline(), {}, 100'001);
    REQUIRE(ran);
    CHECK(ran->status.success());
    CHECK(ran->out.size() == 100'001);
    CHECK(ran->out.starts_with("y\ny\n"));
    CHECK(ran->err == "end\n");
}

TEST_CASE("Whoever watches is told of the start, of the time that passes and of the end") {
    std::vector<std::string> told;
    pid_t pid = 0;
    CaptureHooks hooks;
    hooks.on_start = [&](pid_t started) {
        pid = started;
        told.emplace_back("start");
    };
    hooks.on_tick = [&](std::int64_t) {
        if (told.back() != "tick") {
            told.emplace_back("tick");
        }
    };
    hooks.on_end = [&](std::int64_t) {
        // Its accounts can still be read.
        CHECK(process_cpu_ns(pid).has_value());
        told.emplace_back("end");
    };
    const auto ran = run_and_capture(shell("echo out; sleep 0.05"), far_deadline(), hooks);
    REQUIRE(ran);
    CHECK(told == std::vector<std::string>{"start", "tick", "end"});
    CHECK(is_gone(pid));
}

TEST_CASE("A program that can't be started is an error of the capture, too") {
    SpawnOptions options;
    options.argv = {"/nowhere/program"};
    const auto ran = run_and_capture(options, far_deadline());
    REQUIRE_FALSE(ran);
    CHECK(ran.error().code == ENOENT);
}
