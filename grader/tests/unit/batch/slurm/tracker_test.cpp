#include "batch/slurm/tracker.hpp"

#include <doctest/doctest.h>

using namespace gilkit::batch;
using namespace gilkit::batch::slurm;

namespace {

const Pending first{"a", "exercise"};
const Pending second{"b", "exercise"};
const Pending third{"c", "exercise"};

Tracker with_a_job() {
    Tracker tracker;
    for (const Pending& each : {first, second, third}) {
        tracker.add(each);
    }
    tracker.assign({1, "7", {{first, second}, {third}}});
    return tracker;
}

std::map<TaskName, QueuedTask> queued(std::initializer_list<TaskName> names) {
    std::map<TaskName, QueuedTask> queue;
    for (const TaskName& name : names) {
        queue.emplace(name, QueuedTask{});
    }
    return queue;
}

} // namespace

TEST_CASE("a task is lost when it was not in the queue twice in a row") {
    Tracker tracker = with_a_job();
    CHECK(tracker.in_no_task().empty());
    CHECK(tracker.compare(queued({{1, 1}})).empty());
    CHECK(tracker.compare(queued({{1, 0}, {1, 1}})).empty()); // it was started again
    CHECK(tracker.compare(queued({{1, 1}})).empty());
    const auto lost = tracker.compare(queued({{1, 1}}));
    REQUIRE(lost.size() == 1);
    CHECK(lost[0].name == TaskName{1, 0});
    CHECK(lost[0].left.size() == 2);
    CHECK_FALSE(lost[0].was_of_use);
    // Once.
    tracker.take_out(lost[0].left);
    CHECK(tracker.compare(queued({{1, 1}})).empty());
    CHECK(tracker.in_no_task().size() == 2);
    tracker.assign({2, "8", {{second}, {first}}});
    CHECK(tracker.in_no_task().empty());
}

TEST_CASE("a task that handed something in was of use, and one that handed in all is not missed") {
    Tracker tracker = with_a_job();
    tracker.close("a");
    tracker.close("c");
    CHECK(tracker.compare({}).empty());
    const auto lost = tracker.compare({});
    REQUIRE(lost.size() == 1);
    CHECK(lost[0].was_of_use);
    REQUIRE(lost[0].left.size() == 1);
    CHECK(lost[0].left[0].key == "b");
    tracker.close("b"); // it was late
    CHECK(tracker.is_done());
}

TEST_CASE("a task that is ending is waited for, but not for ever") {
    Tracker tracker = with_a_job();
    auto queue = queued({{1, 0}, {1, 1}});
    queue[{1, 0}].is_ending = true;
    int looks = 1;
    while (tracker.compare(queue).empty()) {
        REQUIRE(++looks < 100);
    }
    CHECK(looks > 2);
}

TEST_CASE("a task that Slurm can't start is lost though it is in the queue") {
    Tracker tracker = with_a_job();
    auto queue = queued({{1, 0}, {1, 1}});
    queue[{1, 1}].never_begins = true;
    CHECK(tracker.compare(queue).empty());
    CHECK(tracker.compare(queue).size() == 1);
}

TEST_CASE("a job of an earlier call that holds nothing wanted is not missed") {
    Tracker tracker;
    tracker.add(third);
    tracker.assign({1, "7", {{first, second}}});
    CHECK(tracker.in_no_task().size() == 1);
    CHECK(tracker.compare({}).empty());
    CHECK(tracker.compare({}).empty());
}
