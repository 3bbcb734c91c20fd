#include "measure/sampler.hpp"

#include "os/clock.hpp"
#include "os/helpers.hpp"
#include "os/signals.hpp"
#include "os/worker.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <string>

using namespace gilkit;
using namespace gilkit::measure;
using namespace gilkit::os::test;

namespace {

// Long enough for dozens of looks, on a fast machine as well.
const std::string count_up = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done";

// A program under observation, until it has ended and its orphans, too.
struct WatchedProgram {
    Demand demand;
    double accounted_s = 0; // what the kernel says at the end about all that ended and was waited for
    bool worked_while_runnable = false;
    int long_pauses = 0; // that were allowed between two ticks
    int short_pauses = 0;
};

// The script waits for a line before it begins, and so does the clock.
WatchedProgram watch(const std::string& script) {
    auto input = os::make_pipe().value();
    auto output = os::make_pipe().value();
    os::SpawnOptions options = shell("echo ready; read line; exec >&-; " + script);
    options.fds = {{input.read_end.get(), STDIN_FILENO}, {output.write_end.get(), STDOUT_FILENO}};
    auto tree = os::ProcessTree::spawn(options);
    output.write_end.reset();
    CHECK(read_line(output.read_end.get()) == "ready");

    WatchedProgram watched;
    DemandSampler sampler(tree->root().pid());
    sampler.begin(os::monotonic_ns());
    input.write_end.reset();
    for (bool ended = false; !ended;) {
        std::array<pollfd, 1> fds{pollfd{tree->root().poll_fd(), POLLIN, 0}};
        const auto ready = os::wait_for(fds, os::monotonic_ns() + 5 * os::ns_per_ms);
        tree->reap_orphans();
        ended = ready.value() == 1 && os::stray_children(tree->root().pid()).empty();
        sampler.tick(os::monotonic_ns());
        ++(sampler.pause_s() > tick_s ? watched.long_pauses : watched.short_pauses);
        watched.worked_while_runnable = watched.worked_while_runnable || sampler.runnable();
    }
    watched.demand = sampler.finish(os::monotonic_ns(), tree->orphans_cpu_ns());
    watched.accounted_s =
        os::seconds(static_cast<std::int64_t>(tree->root().wait().cpu_ns + tree->orphans_cpu_ns()));
    return watched;
}

// The accounts are kept in clock ticks of 10 ms, and the shell worked a little before the clock started.
constexpr double rounding_s = 0.03;

void check_accounts(const WatchedProgram& watched) {
    CAPTURE(watched.accounted_s);
    CAPTURE(watched.demand.cpu_s);
    CHECK(watched.demand.cpu_s >= 0.9 * watched.accounted_s - rounding_s);
    CHECK(watched.demand.cpu_s <= 1.1 * watched.accounted_s + rounding_s);
    CHECK(watched.demand.trace.work_s() == doctest::Approx(watched.demand.cpu_s));
    CHECK(watched.demand.trace.delay_s(Delay::likely) ==
          doctest::Approx(watched.demand.queue_s).epsilon(0.02));
    CHECK(watched.demand.queue_low_s <= watched.demand.queue_s * (1 + 1e-9));
    CHECK(watched.demand.queue_s <= watched.demand.queue_all_s * (1 + 1e-9));
    CHECK(watched.demand.parallelism_low() <= watched.demand.parallelism() * (1 + 1e-9));
    CHECK(watched.demand.trace.replay_s(64) <= watched.demand.wall_s * (1 + 1e-9));
}

} // namespace

TEST_CASE("The work of a busy child is what the kernel accounts for") {
    const WatchedProgram watched = watch(count_up);
    check_accounts(watched);
    CHECK(watched.accounted_s > rounding_s);
    CHECK(watched.worked_while_runnable);
    CHECK(watched.demand.busy_processes == 1);
    CHECK(watched.demand.busy_threads == 1);
    // One thread can't ask for more than one core, however busy the machine is.
    CHECK(watched.demand.parallelism() < 1.1);
    CHECK(watched.long_pauses > 0);
}

TEST_CASE("The work of two busy children adds up, and both are seen") {
    const WatchedProgram watched = watch(fmt::format("({0}) & ({0}) & wait", count_up));
    check_accounts(watched);
    CHECK(watched.demand.busy_processes == 2);
    CHECK(watched.demand.busy_threads == 2);
    CHECK(watched.short_pauses > 10); // the first eight are short in any case
}

TEST_CASE("Short-lived processes are accounted for by whoever waited for them") {
    const WatchedProgram watched = watch("i=0; while [ $i -lt 250 ]; do /bin/true; i=$((i+1)); done");
    CHECK(watched.accounted_s > 2 * rounding_s);
    check_accounts(watched);
}

TEST_CASE("Short-lived processes that nobody waited for are accounted for by us") {
    const WatchedProgram watched = watch(
        fmt::format("i=0; while [ $i -lt 4 ]; do (setsid sh -c '({0})' &); i=$((i+1)); done; {0}", count_up));
    check_accounts(watched);
}

TEST_CASE("Everybody who was seen is counted, and few of the many that ended are remembered as busy") {
    const WatchedProgram watched =
        watch(fmt::format("i=0; while [ $i -lt 30 ]; do (exec sleep 0.03); i=$((i+1)); done; {}", count_up));
    CHECK(watched.demand.processes > 15); // 30 that lived for six looks and more
    CHECK(watched.demand.processes <= 31);
    CHECK(watched.demand.threads == watched.demand.processes);
    CHECK(watched.demand.busy_processes == 1);
}

TEST_CASE("A worker's processes are not the tree's") {
    auto ready = os::make_pipe().value();
    auto other = os::Worker::start([&] {
        auto tree = os::ProcessTree::spawn(shell(count_up + "; exec sleep 60"));
        while (os::process_cpu_ns(tree->root().pid()).value_or(0) < 100 * os::ns_per_ms) {
        }
        (void)os::write_all(ready.write_end.get(), "ready\n");
        pollfd never{-1, 0, 0};
        while (os::interrupted() == 0) {
            (void)os::wait_for(std::span(&never, 1), far_deadline());
        }
        return std::string();
    });
    REQUIRE(other);
    CHECK(read_line(ready.read_end.get()) == "ready");
    const WatchedProgram watched = watch("(setsid sleep 0.05 &); sleep 0.1");
    CHECK(watched.demand.processes >= 2);
    CHECK(watched.demand.processes <= 4);
    CHECK(watched.demand.cpu_s < 0.1); // which the worker's alone had
}

TEST_CASE("A child that sleeps asks for nothing") {
    auto input = os::make_pipe().value();
    os::SpawnOptions options = shell("exec cat");
    options.fds = {{input.read_end.get(), STDIN_FILENO}};
    auto tree = os::ProcessTree::spawn(options);
    REQUIRE(tree);
    DemandSampler sampler(tree->root().pid());
    sampler.begin(0);
    const auto at_rest = [&] {
        sampler.begin(0);
        const std::uint64_t before = sampler.work_ns();
        sampler.tick(0);
        return !sampler.runnable() && sampler.work_ns() == before;
    };
    REQUIRE(wait_until(at_rest));
    // Seconds pass on the sampler's clock only.
    DemandSampler rested(tree->root().pid());
    rested.begin(0);
    for (std::int64_t tick = 1; tick <= 20; ++tick) {
        rested.tick(tick * 100 * os::ns_per_ms);
        CHECK(rested.idle_s(2) == doctest::Approx(0.1 * static_cast<double>(tick)));
    }
    CHECK_FALSE(rested.runnable());
    CHECK(rested.tasks() == 1);
    CHECK(rested.vouched_s() == doctest::Approx(2.0)); // late as the looks are: it did nothing
    const Demand demand = rested.finish(2 * os::ns_per_s, 0);
    CHECK(demand.wall_s == doctest::Approx(2.0));
    CHECK(demand.cpu_s < 0.001);
    CHECK(demand.queue_s < 0.001);
    CHECK(demand.parallelism() < 0.001);
    CHECK(demand.trace.replay_s(4) == doctest::Approx(2.0).epsilon(0.001));
}

TEST_CASE("Who sits in the kernel and can't be woken is kept waiting") {
    // Whoever starts a program sits there until it runs, and before that it opens a pipe here that nobody
    // writes to.
    const Scratch scratch;
    const std::string fifo = (scratch / "fifo").string();
    REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    os::SpawnOptions options;
    options.argv = {GILKIT_TOOL_PYTHON, "-Ic",
                    "import os, sys; os.posix_spawn('/bin/true', ['true'], {}, file_actions=["
                    "(os.POSIX_SPAWN_OPEN, 0, sys.argv[1], os.O_RDONLY, 0)])",
                    fifo};
    auto tree = os::ProcessTree::spawn(options);
    REQUIRE(tree);
    const pid_t pid = tree->root().pid();
    DemandSampler sampler(pid);
    // It sits there now and then from its start on; it is to be there for good.
    std::uint64_t worked_ns = 0;
    REQUIRE(wait_until([&] {
        const auto text = os::read_small_file("/proc/" + std::to_string(pid) + "/stat");
        const auto stat = text ? os::parse_stat(*text) : std::nullopt;
        const auto now_ns = os::process_cpu_ns(pid).value_or(0);
        return stat && stat->state == 'D' && std::exchange(worked_ns, now_ns) == now_ns &&
               !os::scan_children_of(pid).empty();
    }));
    sampler.begin(0);
    for (std::int64_t tick = 1; tick <= 20; ++tick) {
        sampler.tick(tick * 100 * os::ns_per_ms);
        CHECK(sampler.idle_s(2) < 0.01);
    }
    CHECK(sampler.vouched_s() == doctest::Approx(2.0));
    // Nothing that it asked for.
    const Demand demand = sampler.finish(2 * os::ns_per_s, 0);
    CHECK(demand.queue_s <= demand.wall_s);
    CHECK(demand.parallelism_low() < 1.01);
}

TEST_CASE("Looks that come late vouch for no more than the work that they find done") {
    auto tree = os::ProcessTree::spawn(shell("while :; do /bin/true; done"));
    REQUIRE(tree);
    DemandSampler sampler(tree->root().pid());
    const std::int64_t begin_ns = os::monotonic_ns();
    sampler.begin(begin_ns);
    constexpr int looks = 20;
    std::int64_t now_ns = begin_ns;
    for (int look = 0; look < looks; ++look) {
        std::array<pollfd, 0> nobody{};
        (void)os::wait_for(nobody, now_ns + os::from_seconds(2 * late_s));
        now_ns = os::monotonic_ns();
        sampler.tick(now_ns);
    }
    const double work_s = static_cast<double>(sampler.work_ns()) * 1e-9;
    CHECK(sampler.vouched_s() <= work_s + (looks * tick_s) + 1e-9);
    CHECK(sampler.vouched_s() <= os::seconds(now_ns - begin_ns));

    // Looks in time vouch for everything.
    DemandSampler prompt(tree->root().pid());
    prompt.begin(0);
    for (int look = 1; look <= looks; ++look) {
        prompt.tick(look * os::from_seconds(tick_s));
    }
    CHECK(prompt.vouched_s() == doctest::Approx(looks * tick_s));
}

TEST_CASE("What was used before the clock started does not count") {
    auto input = os::make_pipe().value();
    auto output = os::make_pipe().value();
    // Work of its own, and of a process that is gone.
    os::SpawnOptions options = shell(fmt::format("({0}); {0}; echo ready; read line", count_up));
    options.fds = {{input.read_end.get(), STDIN_FILENO}, {output.write_end.get(), STDOUT_FILENO}};
    auto tree = os::ProcessTree::spawn(options);
    REQUIRE(tree);
    REQUIRE(read_line(output.read_end.get()) == "ready");
    DemandSampler sampler(tree->root().pid());
    sampler.begin(os::monotonic_ns());
    sampler.tick(os::monotonic_ns());
    const Demand demand = sampler.finish(os::monotonic_ns(), 0);
    const double all_s =
        os::seconds(static_cast<std::int64_t>(os::process_cpu_ns(tree->root().pid()).value_or(0)));
    CHECK(all_s > 0.02);
    CHECK(demand.cpu_s < all_s / 4);
}

TEST_CASE("A process that is gone leaves a demand of nothing") {
    auto tree = os::ProcessTree::spawn(shell("exit 0"));
    REQUIRE(tree);
    tree->root().wait();
    DemandSampler sampler(tree->root().pid());
    sampler.begin(0);
    sampler.tick(os::ns_per_ms);
    const Demand demand = sampler.finish(2 * os::ns_per_ms, 0);
    CHECK(demand.cpu_s == 0.0);
    CHECK(demand.busy_processes == 0);
    CHECK(demand.parallelism() == 0.0);
}
