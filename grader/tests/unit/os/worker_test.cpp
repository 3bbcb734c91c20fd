#include "os/worker.hpp"

#include "os/clock.hpp"
#include "os/helpers.hpp"
#include "os/procfs.hpp"
#include "os/signals.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <csignal>
#include <string>

using namespace gilkit::os;
using namespace gilkit::os::test;

namespace {

// A worker with a process of its own, whose number it tells, until it is interrupted.
class WorkerWithChild {
public:
    WorkerWithChild()
        : worker_(Worker::start([this] {
              auto tree = ProcessTree::spawn(shell("exec sleep 60"));
              (void)write_all(told_.write_end.get(), std::to_string(tree->root().pid()) + "\n");
              pollfd never{-1, 0, 0};
              while (interrupted() == 0) {
                  (void)wait_for(std::span(&never, 1), far_deadline());
              }
              return std::string();
          })) {
        REQUIRE(worker_);
        child_ = static_cast<pid_t>(std::stol(read_line(told_.read_end.get())));
    }
    pid_t child() const { return child_; }

private:
    Pipe told_ = make_pipe().value();
    Result<Worker> worker_;
    pid_t child_ = 0;
};

} // namespace

TEST_CASE("A worker hands back what its task returned, however long") {
    const std::string long_text(1U << 20U, 'x');
    auto worker = Worker::start([&] { return long_text; });
    REQUIRE(worker);
    CHECK(worker->wait().value() == long_text);
    auto silent = Worker::start([] { return std::string(); });
    CHECK(silent->wait().value().empty());
}

TEST_CASE("A worker is a copy: what it changes stays with it") {
    int number = 1;
    auto worker = Worker::start([&] { return std::to_string(++number); });
    CHECK(worker->wait().value() == "2");
    CHECK(number == 1);
}

TEST_CASE("A worker that dies hands back nothing") {
    auto worker = Worker::start([]() -> std::string {
        ::raise(SIGKILL);
        return "never";
    });
    CHECK(worker->wait().value().empty());
}

TEST_CASE("A worker that nobody waits for is interrupted, and what it started goes with it") {
    pid_t child = 0;
    {
        const WorkerWithChild worker;
        child = worker.child();
        CHECK_FALSE(is_gone(child));
    }
    CHECK(is_gone(child));
}

TEST_CASE("The sweep of a tree leaves a worker and its processes alone") {
    const WorkerWithChild worker;
    {
        auto tree = ProcessTree::spawn(shell("sleep 60 & (setsid sleep 60 &); wait"));
        REQUIRE(tree);
        // Those that detach themselves, at most: setsid, and for a moment what it forked.
        CHECK(stray_children(tree->root().pid()).size() <= 2);
        CHECK(tree->kill_all(10 * ns_per_s));
        CHECK(stray_children(-1).empty());
    }
    CHECK_FALSE(is_gone(worker.child()));
}

TEST_CASE("Children are found by the parent that they name, too") {
    auto tree = ProcessTree::spawn(shell("sleep 60 & sleep 60 & wait"));
    REQUIRE(tree);
    const pid_t root = tree->root().pid();
    REQUIRE(wait_until([&] { return children_of(root).size() == 2; }));
    auto listed = children_of(root);
    auto scanned = scan_children_of(root);
    std::sort(listed.begin(), listed.end());
    std::sort(scanned.begin(), scanned.end());
    CHECK(listed == scanned);
    CHECK(children_listed());
}
