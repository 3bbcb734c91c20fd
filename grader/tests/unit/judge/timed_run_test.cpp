#include "judge/timed_run.hpp"

#include "os/cores.hpp"
#include "os/helpers.hpp"
#include "os/subprocess.hpp"
#include "sandbox/a_box.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <unistd.h>

#include <optional>
#include <string>

using namespace gilkit;
using namespace gilkit::judge;
using gilkit::sandbox::Ending;

namespace {

int one_core() {
    return os::allowed_cpus().front();
}

// An endless loop on that core.
class Neighbour {
public:
    // `how`: in what it runs. It is at work when this returns, or not started() at all.
    explicit Neighbour(const std::string& how) {
        sandbox::test::spec_for(""); // finding out the tier, once, ends whoever else is ours
        auto output = os::make_pipe().value();
        os::SpawnOptions options = os::test::shell(
            fmt::format("exec {} taskset -c {} sh -c 'echo ready; while :; do :; done'", how, one_core()));
        options.fds = {{output.write_end.get(), STDOUT_FILENO}};
        tree_.emplace(os::ProcessTree::spawn(options).value());
        output.write_end.reset();
        started_ = os::test::read_line(output.read_end.get()) == "ready";
    }
    bool started() const { return started_; }

private:
    std::optional<os::ProcessTree> tree_;
    bool started_ = false;
};

// Once a box has its Python, stops everything below `argv[1]`, that process included, for the seconds of
// `argv[2]`, as often as `argv[3]` says, and lets it go on for 30 ms in between.
constexpr const char* stop_the_world = R"(
import os, signal, sys, time

def below(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            children = [int(word) for word in file.read().split()]
    except (FileNotFoundError, ProcessLookupError):
        children = []
    return [pid, *(each for child in children if child != os.getpid() for each in below(child))]

def command(pid):
    try:
        with open(f"/proc/{pid}/cmdline") as file:
            return file.read()
    except (FileNotFoundError, ProcessLookupError):
        return ""

def tell(pids, number):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass

top = int(sys.argv[1])
while not any("runner.py" in command(pid) for pid in below(top)):
    time.sleep(0.02)
for _ in range(int(sys.argv[3])):
    world = below(top)
    tell(world, signal.SIGSTOP)
    time.sleep(float(sys.argv[2]))
    tell(world, signal.SIGCONT)
    time.sleep(0.03)
)";

// Whether it returns in time in a world that is stopped like that. Where the machine is too busy to tell,
// which blames nobody, it has to show it another time.
bool returns_while_the_world_stops(const std::string& source, double time_limit_s,
                                   const std::string& for_how_long_and_how_often) {
    const os::test::Scratch scratch;
    os::test::put_file(scratch / "stop.py", stop_the_world);
    return os::test::in_a_fork([&] { // it is stopped itself
        constexpr int most_attempts = 4;
        for (int attempt = 0; attempt < most_attempts; ++attempt) {
            const sandbox::BoxSpec spec = sandbox::test::spec_for(source);
            const auto stopper = os::ProcessTree::spawn(
                os::test::shell(fmt::format("exec python3 {} {} {}", (scratch / "stop.py").string(),
                                            ::getpid(), for_how_long_and_how_often)));
            const TimedRun run = run_timed(spec, nlohmann::json::array(), time_limit_s).value();
            if (run.fault != RunFault::starved) {
                return stopper.has_value() && run.reply.ending == Ending::returned &&
                       run.fault == RunFault::none;
            }
        }
        return false;
    });
}

// Computes until it has used that much CPU time.
TimedRun computing(double cpu_s, double time_limit_s) {
    sandbox::BoxSpec spec = sandbox::test::spec_for(fmt::format("import time\n"
                                                                "def run():\n"
                                                                "    end = time.process_time() + {}\n"
                                                                "    while time.process_time() < end: pass\n",
                                                                cpu_s));
    spec.cpus = {one_core()};
    return run_timed(spec, nlohmann::json::array(), time_limit_s).value();
}

} // namespace

TEST_CASE("A call may take its time on idle cores") {
    const TimedRun in_time = computing(0.3, 30);
    CHECK(in_time.reply.ending == Ending::returned);
    CHECK(in_time.fault == RunFault::none);
    const TimedRun too_long = computing(30, 0.3);
    CHECK(too_long.reply.ending == Ending::time_limit);
    CHECK(too_long.fault == RunFault::none);
}

TEST_CASE("Who gets nothing of a busy machine has not taken its time") {
    const Neighbour neighbour("setsid -w"); // the kernel is fair to sessions first
    REQUIRE(neighbour.started());
    const TimedRun in_time = computing(1.0, 1.5); // two seconds, about
    CHECK(in_time.reply.ending == Ending::returned);
    CHECK(in_time.fault == RunFault::none);
    CHECK(in_time.demand->wall_s > 1.5);
    const TimedRun too_long = computing(30, 0.5);
    CHECK(too_long.reply.ending == Ending::time_limit);
    CHECK(too_long.fault == RunFault::none);
}

TEST_CASE("Where a machine gives hardly anything, nobody waits for ever, and nobody is blamed") {
    const Neighbour first("chrt --fifo 1"); // the kernel leaves others a twentieth of the core
    if (!first.started()) {
        MESSAGE("nobody may be put before others here");
        return;
    }
    const TimedRun run = computing(30, 1);
    CHECK(run.reply.ending == Ending::time_limit);
    CHECK(run.fault == RunFault::starved);
    CHECK_FALSE(run.demand);
}

TEST_CASE("A machine that stands still takes nobody's time") {
    CHECK(returns_while_the_world_stops("import time\n"
                                        "def run():\n"
                                        "    for _ in range(20): time.sleep(0.05)\n",
                                        2.5, "4 1"));
}

TEST_CASE("Where looks come late, only work that was seen counts against a program") {
    // It needs 0.4 s of work, and more than 2 s for it, of which nothing is spent in a queue.
    CHECK(returns_while_the_world_stops("import time\n"
                                        "def run():\n"
                                        "    end = time.process_time() + 0.4\n"
                                        "    while time.process_time() < end: pass\n",
                                        1.2, "0.15 1000"));
}
