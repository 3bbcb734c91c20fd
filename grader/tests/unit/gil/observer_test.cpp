// Programs of which it is known what each thread does, observed under every CPython of this machine.
#include "gil/observer.hpp"

#include "gil/program.hpp"
#include "os/clock.hpp"
#include "os/helpers.hpp"
#include "os/signals.hpp"

#include <doctest/doctest.h>

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <map>
#include <string>
#include <vector>

using namespace gilkit;
using namespace gilkit::gil;
using namespace gilkit::gil::test;
using namespace gilkit::os::test;

namespace {

// Seven threads, each in another state.
const std::string every_state = GILKIT_SOURCE_ROOT "/grader/tests/programs/every_state.py";

// Ticks every millisecond until `enough` is true of what was seen.
void observe(Observer& observer, const std::function<bool()>& enough) {
    const std::int64_t deadline_ns = far_deadline();
    for (std::int64_t next_ns = os::monotonic_ns(); next_ns < deadline_ns && !enough();
         next_ns += os::ns_per_ms) {
        std::array<pollfd, 0> none{};
        (void)os::wait_for(none, next_ns);
        observer.tick(os::monotonic_ns());
    }
}

// So many more.
std::function<bool()> ticks(const Observer& observer, std::uint64_t count) {
    return [&observer, enough = observer.ticks() + count] { return observer.ticks() >= enough; };
}

const ThreadLane* lane_of(const Observer& observer, pid_t tid) {
    const auto& lanes = observer.timeline().lanes();
    const auto found = std::ranges::find(lanes, tid, &ThreadLane::tid);
    return found == lanes.end() ? nullptr : &*found;
}

double share(const Observer& observer, pid_t tid, State state) {
    const ThreadLane* const lane = lane_of(observer, tid);
    REQUIRE(lane != nullptr);
    return static_cast<double>(lane->spent_in(state)) / static_cast<double>(lane->seen_ns());
}

} // namespace

TEST_CASE("Each of seven threads is seen in its state, under every Python") {
    int observed = 0;
    for (const std::string& python : pythons()) {
        CAPTURE(python);
        Program program(std::vector<std::string>{python, every_state});
        if (program.threads.empty()) {
            continue; // too old, or no CPython
        }
        const pid_t pid = program.child->pid();
        Observer observer([&] { return std::vector<pid_t>{pid}; }, os::monotonic_ns());
        // Under a heavy load a turn takes long.
        observe(observer, [&, enough = ticks(observer, 300)] {
            const auto& seen = observer.processes();
            return enough() && (seen[0].gil_switches >= 40 || !seen[0].gil.enabled);
        });
        observer.finish(os::monotonic_ns());
        REQUIRE(observer.processes().size() == 1);
        REQUIRE_FALSE(observer.processes()[0].gil.unseen);
        ++observed;
        if (!observer.processes()[0].gil.enabled) {
            continue;
        }
        const auto of = [&](const char* name, State state) {
            return share(observer, program.threads.at(name), state);
        };
        // Two threads that want the GIL all the time: between them they have it all the time.
        double held = 0;
        for (const char* const name : {"count-1", "count-2"}) {
            CAPTURE(name);
            CHECK(of(name, State::holds) > 0.1);
            CHECK(of(name, State::waits) > 0.1);
            // Where a sanitizer or a busy machine makes looks late, a change can be put half a look off.
            CHECK(of(name, State::holds) + of(name, State::waits) + of(name, State::starved) > 0.8);
            held += of(name, State::holds);
        }
        CHECK(held > 0.8);
        CHECK(held < 1.05);
        // It takes the GIL for a moment between two blocks.
        CHECK(of("digest", State::native) + of("digest", State::starved) > 0.5);
        CHECK(of("digest", State::lock) + of("digest", State::io) + of("digest", State::sleeps) < 0.01);
        // On a busy machine even these may be on their way there for a moment.
        CHECK(of("sleep", State::sleeps) > 0.5);
        CHECK(of("lock", State::lock) > 0.5);
        CHECK(of("pipe", State::io) > 0.5);
        CHECK(of("main", State::io) > 0.5);
    }
    CHECK(observed > 0);
}

namespace {

constexpr const char* debian = "/usr/bin/python3"; // the tool interpreter: always there

std::vector<pid_t> tree_of(const Program& program) {
    return os::with_descendants({program.child->pid()});
}

bool is_seen(const RecordedProcess& process) {
    return !process.gil.unseen;
}

} // namespace

TEST_CASE("The processes of a pool have lanes of their own") {
    Program program(debian, R"(
import multiprocessing, os, sys
def work(parent):
    while os.getppid() == parent:  # whatever kills the test leaves nobody behind
        for _ in range(100000):
            pass
if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=work, args=(os.getpid(),), daemon=True) for _ in range(3)]
    for worker in workers:
        worker.start()
    print(*(f"{number} {worker.pid}" for number, worker in enumerate(workers)), "main", os.getpid(), flush=True)
    sys.stdin.readline()
)");
    Observer observer([&] { return tree_of(program); }, os::monotonic_ns());
    observe(observer, ticks(observer, 200));
    observer.finish(os::monotonic_ns());
    CHECK(observer.processes().size() == 4);
    CHECK(std::ranges::all_of(observer.processes(), is_seen));
    for (const char* const worker : {"0", "1", "2"}) {
        const pid_t pid = program.threads.at(worker);
        CHECK(observer.processes().at(lane_of(observer, pid)->process).pid == pid);
        // Each has a GIL of its own, and nobody to share it with.
        CHECK(share(observer, pid, State::waits) < 0.05);
        CHECK(share(observer, pid, State::holds) > 0.5);
    }
    CHECK(share(observer, program.threads.at("main"), State::io) > 0.5);
}

TEST_CASE("Threads that are slow to begin are told from the one that made them") {
    // On one core, which three others keep busy. To 3.11 such a thread carries the id of its maker for a
    // while.
    int observed = 0;
    for (const std::string& python : pythons()) {
        CAPTURE(python);
        Program program(python, R"(
import sys
if sys.version_info < (3, 9) or sys.implementation.name != "cpython":
    sys.exit()
import os, threading, time
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
parent = os.getpid()
for _ in range(3):
    if os.fork() == 0:
        while os.getppid() == parent:
            for _ in range(100_000):
                pass
        os._exit(0)
def count():
    while True:
        pass
print("main", threading.main_thread().native_id, flush=True)
sys.stdin.readline()
for _ in range(2):
    threading.Thread(target=count, daemon=True).start()
sys.stdin.readline()
)");
        if (program.threads.empty()) {
            continue; // too old, or no CPython
        }
        const pid_t pid = program.child->pid();
        Observer observer([&] { return std::vector<pid_t>{pid}; }, os::monotonic_ns());
        observe(observer, [&] { return !observer.processes().empty() && is_seen(observer.processes()[0]); });
        (void)os::write_all(program.input.write_end.get(), "\n");
        observe(observer, [&, enough = ticks(observer, 300)] {
            return enough() &&
                   (observer.processes()[0].gil_switches >= 20 || !observer.processes()[0].gil.enabled);
        });
        observer.finish(os::monotonic_ns());
        ++observed;
        if (!observer.processes()[0].gil.enabled) {
            continue;
        }
        const auto& lanes = observer.timeline().lanes();
        CHECK(lanes.size() == 3);
        const ThreadLane* const main = lane_of(observer, pid);
        for (const ThreadLane& lane : lanes) {
            if (&lane != main) {
                CHECK(lane.spent_in(State::holds) > main->spent_in(State::holds));
            }
        }
    }
    MESSAGE(observed << " Pythons observed");
}

TEST_CASE("A program that becomes another one is seen as what it is") {
    Program program(debian, R"(
import os, sys, threading
print("main", threading.main_thread().native_id, flush=True)
sys.stdin.readline()
os.execv("/bin/sh", ["sh", "-c", "exec sleep 3600"])
)");
    const pid_t pid = program.child->pid();
    Observer observer([&] { return tree_of(program); }, os::monotonic_ns());
    observe(observer, [&] { return !observer.processes().empty() && is_seen(observer.processes()[0]); });
    program.input.write_end.reset();
    const std::string name = fmt::format("/proc/{}/comm", pid);
    observe(observer, [&] { return get_file(name) == "sleep\n" && os::process_state(pid) == 'S'; });
    observe(observer, ticks(observer, 50));
    observer.finish(os::monotonic_ns());
    CHECK(is_seen(observer.processes()[0])); // what was said of it stands
    CHECK(share(observer, pid, State::sleeps) > 0);
}

TEST_CASE("A Python that starts another one in its place is seen again") {
    Program program(debian, R"(
import os, sys, threading
print("main", threading.main_thread().native_id, flush=True)
sys.stdin.readline()
os.execv(sys.executable, [sys.executable, "-c", "while True: pass"])
)");
    const pid_t pid = program.child->pid();
    Observer observer([&] { return tree_of(program); }, os::monotonic_ns());
    observe(observer, [&] { return !observer.processes().empty() && is_seen(observer.processes()[0]); });
    program.input.write_end.reset();
    const std::string words = fmt::format("/proc/{}/cmdline", pid);
    observe(observer, [&] { return get_file(words).find("while") != std::string::npos; });
    observe(observer, ticks(observer, 300));
    observer.finish(os::monotonic_ns());
    CHECK(is_seen(observer.processes()[0]));
    CHECK(observer.processes()[0].gils == 1); // at a time
    CHECK(share(observer, pid, State::holds) > 0.2);
}

TEST_CASE("What is no CPython is seen as the kernel sees it, and said to be none") {
    Program program("/bin/sh", "echo main $$; read line");
    Observer observer([&] { return std::vector<pid_t>{program.child->pid()}; }, os::monotonic_ns());
    const pid_t pid = program.threads.at("main");
    observe(observer, [&] { return os::process_state(pid) == 'S'; });
    observe(observer, ticks(observer, 50));
    ::kill(pid, SIGKILL);
    observe(observer, ticks(observer, 50)); // of a dead process whose parent does not ask for it
    observer.finish(os::monotonic_ns());
    REQUIRE(observer.processes().size() == 1);
    CHECK(observer.processes()[0].gil.unseen == Unseen::not_cpython);
    CHECK(share(observer, pid, State::io) > 0);
    CHECK(share(observer, pid, State::holds) == 0);
    CHECK(share(observer, pid, State::waits) == 0);
}

TEST_CASE("A program that ends at once, dies under our eyes or was never there is no trouble") {
    Program brief(debian, "print('main 1', flush=True)");
    Observer observer([&] { return tree_of(brief); }, os::monotonic_ns());
    observe(observer, ticks(observer, 100));
    observer.finish(os::monotonic_ns());
    CHECK(observer.processes().size() <= 1);

    Program killed(std::vector<std::string>{debian, every_state});
    Observer watching([&] { return tree_of(killed); }, os::monotonic_ns());
    observe(watching, ticks(watching, 50));
    ::kill(killed.child->pid(), SIGKILL);
    observe(watching, ticks(watching, 100));
    watching.finish(os::monotonic_ns());
    CHECK(watching.timeline().lanes().size() == 7);

    Observer nobody([] { return std::vector<pid_t>{}; }, os::monotonic_ns());
    nobody.tick(os::monotonic_ns());
    nobody.finish(os::monotonic_ns());
    CHECK(nobody.timeline().lanes().empty());
}

TEST_CASE("A stopped program does nothing, and goes on as before") {
    Program program(std::vector<std::string>{debian, every_state});
    const pid_t pid = program.child->pid();
    ::kill(pid, SIGSTOP);
    Observer observer([&] { return tree_of(program); }, os::monotonic_ns());
    observe(observer, ticks(observer, 50));
    ::kill(pid, SIGCONT);
    observe(observer, ticks(observer, 100));
    observer.finish(os::monotonic_ns());
    CHECK(is_seen(observer.processes()[0]));
    CHECK(lane_of(observer, program.threads.at("count-1"))->spent_in(State::holds) > 0);
    CHECK(share(observer, program.threads.at("sleep"), State::sleeps) > 0.5);
    CHECK(share(observer, program.threads.at("lock"), State::lock) > 0.5);
}

TEST_CASE("Five hundred threads are all seen") {
    Program program(debian, R"(
import sys, threading
lock = threading.Lock()
lock.acquire()
threads = [threading.Thread(target=lock.acquire, daemon=True) for _ in range(500)]
for thread in threads:
    thread.start()
print("main", threading.main_thread().native_id, flush=True)
sys.stdin.readline()
)");
    Observer observer([&] { return tree_of(program); }, os::monotonic_ns());
    observe(observer, ticks(observer, 20));
    observer.finish(os::monotonic_ns());
    CHECK(is_seen(observer.processes()[0]));
    const auto& lanes = observer.timeline().lanes();
    CHECK(lanes.size() == 501);
    CHECK(std::ranges::count_if(lanes, [](const ThreadLane& lane) {
              return lane.spent_in(State::lock) == lane.seen_ns();
          }) == 500);
}

TEST_CASE("From outside a box a program is seen that counts its threads in a namespace of its own") {
    // Made by hand where we may, for an ordinary user by way of a user namespace.
    std::vector<std::string> argv{"/usr/bin/unshare", "--pid", "--fork", "--kill-child"};
    if (::geteuid() != 0) {
        argv.insert(argv.end(), {"--user", "--map-root-user"});
    }
    argv.insert(argv.end(), {debian, every_state});
    Program program(argv);
    if (program.threads.empty()) {
        MESSAGE("skipped: no namespaces here");
        return;
    }
    CHECK(program.threads.at("main") == 1);
    Observer observer([&] { return tree_of(program); }, os::monotonic_ns());
    const auto& processes = observer.processes();
    // Under a heavy load a turn takes long.
    observe(observer, [&, enough = ticks(observer, 300)] {
        const auto seen = std::ranges::find_if(processes, is_seen);
        return enough() && seen != processes.end() && seen->gil_switches >= 40;
    });
    observer.finish(os::monotonic_ns());
    CHECK(std::ranges::count_if(processes, is_seen) == 1);
    // By their numbers in its namespace no lane can be found: the two that count are those that take turns.
    const auto& lanes = observer.timeline().lanes();
    CHECK(std::ranges::count_if(lanes, [](const ThreadLane& lane) {
              return lane.spent_in(State::holds) > lane.seen_ns() / 10 &&
                     lane.spent_in(State::waits) > lane.seen_ns() / 10;
          }) == 2);
}
