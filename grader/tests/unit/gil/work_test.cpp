#include "gil/work.hpp"

#include "gil/spans.hpp"

#include <doctest/doctest.h>

#include <optional>

using namespace gilkit;
using namespace gilkit::gil;
using gilkit::gil::test::ms;

namespace {

constexpr std::uint64_t never = 0;

// A thread of one process, whose accounts the test writes.
struct Thread {
    WorkTally& tally;
    std::size_t process = 0;
    ThreadWork work{};
    WorkLook now{};

    // It worked for so long since the last look, and then was at this.
    void look(std::uint64_t worked_ns, bool awake, std::optional<std::size_t> gil = std::nullopt) {
        now.accounts.run_ns += worked_ns;
        now.accounts.slices += 1;
        now.awake = awake || gil;
        now.gil = gil;
        work.look(now, process, tally);
    }
    void holds(std::uint64_t worked_ns) { look(worked_ns, true, 0); }
    // Holds the GIL from one look to the next, so many times.
    void hold_on(int looks, std::uint64_t worked_ns) {
        for (int look = 0; look < looks; ++look) {
            holds(worked_ns);
        }
    }
    void awake(std::uint64_t worked_ns) { look(worked_ns, true); }
    void asleep(std::uint64_t worked_ns) {
        now.sleeps += 1;
        look(worked_ns, false);
    }
    // It has slept since the last look, and woken up again.
    void woken(std::uint64_t worked_ns) {
        now.sleeps += 1;
        look(worked_ns, true);
    }
};

double ceiling(const WorkTally& tally, double work_s) {
    const auto found = tally.ceiling(work_s);
    REQUIRE(found);
    CHECK(found->looks > 20);
    return found->speedup;
}

} // namespace

TEST_CASE("Threads that work with one GIL have a ceiling of one") {
    WorkTally tally;
    Thread first{tally};
    Thread second{tally};
    first.holds(never);
    second.asleep(never);
    for (int turn = 0; turn < 50; ++turn) {
        first.holds(4 * ms);
        first.asleep(1 * ms);
        second.holds(never);
        second.holds(4 * ms);
        second.asleep(1 * ms);
        first.holds(never);
    }
    CHECK(ceiling(tally, 0.5) == doctest::Approx(1.0));
}

TEST_CASE("Processes that share the work have a ceiling of their number") {
    WorkTally tally;
    for (std::size_t process = 0; process < 4; ++process) {
        Thread thread{tally, process};
        thread.holds(never);
        thread.hold_on(25, 5 * ms);
    }
    CHECK(ceiling(tally, 0.5) == doctest::Approx(4.0));
}

TEST_CASE("Work without the GIL raises the ceiling") {
    WorkTally tally;
    Thread thread{tally};
    thread.holds(never);
    for (int turn = 0; turn < 50; ++turn) {
        thread.awake(2 * ms);
        thread.awake(3 * ms);
        thread.holds(2 * ms);
        thread.holds(3 * ms);
    }
    CHECK(ceiling(tally, 0.5) == doctest::Approx(2.0));
}

TEST_CASE("Who is about to sleep, or has just woken up, is not taken to work without the GIL") {
    WorkTally tally;
    Thread thread{tally};
    thread.asleep(never);
    for (int turn = 0; turn < 40; ++turn) {
        thread.woken(never);     // in the queue
        thread.holds(1 * ms);    // has a core, and took the GIL
        thread.awake(2 * ms);    // let go of it, and had to give its core to another thread
        thread.asleep(ms / 100); // went on to sleep
        thread.woken(ms / 100);  // runs, to take the GIL
        thread.asleep(2 * ms);   // had it for a while that nobody saw
        thread.woken(2 * ms);    // the same, and more
    }
    CHECK(ceiling(tally, 0.28) == doctest::Approx(1.0));
}

TEST_CASE("Who has worked and did not sleep since works without the GIL") {
    WorkTally tally;
    Thread native{tally};
    native.asleep(never);
    Thread holder{tally};
    holder.holds(never);
    for (int turn = 0; turn < 30; ++turn) {
        native.awake(1 * ms);
        native.awake(4 * ms);
        native.asleep(5 * ms);
        holder.holds(5 * ms);
        holder.holds(5 * ms);
    }
    CHECK(ceiling(tally, 0.6) == doctest::Approx(2.0));
}

TEST_CASE("Work after a sleep says nothing about the look before it") {
    WorkTally tally;
    Thread thread{tally};
    for (int turn = 0; turn < 100; ++turn) {
        thread.holds(never);
        thread.now.sleeps += 1;
        thread.holds(2 * ms);
        thread.now.sleeps += 1;
    }
    CHECK_FALSE(tally.ceiling(0.2));
}

TEST_CASE("What was never seen is taken to need no GIL") {
    WorkTally tally;
    Thread thread{tally};
    thread.holds(never);
    thread.hold_on(50, 10 * ms);
    CHECK(ceiling(tally, 0.5) == doctest::Approx(1.0));
    CHECK(ceiling(tally, 1.5) == doctest::Approx(3.0));
    CHECK(ceiling(tally, 0.1) == doctest::Approx(1.0)); // the accounts never agree to the last
}

TEST_CASE("What a thread did before the beginning does not count, what it did before it was found does") {
    WorkTally tally;
    Thread old{tally};
    old.now.accounts.run_ns = 900 * ms;
    old.holds(never);
    tally.set_under_way();
    Thread made{tally};
    made.holds(20 * ms);
    old.hold_on(24, 10 * ms);
    made.hold_on(24, 10 * ms);
    CHECK(ceiling(tally, 0.5) == doctest::Approx(1.0));
    CHECK(ceiling(tally, 0.6) == doctest::Approx(1.2)); // 0.1 s more than was seen
}

TEST_CASE("Interpreters with GILs of their own count apart") {
    WorkTally tally;
    for (std::size_t gil = 0; gil < 2; ++gil) {
        Thread thread{tally};
        thread.look(never, true, gil);
        for (int look = 0; look < 25; ++look) {
            thread.look(10 * ms, true, gil);
        }
    }
    CHECK(ceiling(tally, 0.5) == doctest::Approx(2.0));
}

TEST_CASE("There is no ceiling where no GIL was seen, or hardly ever") {
    CHECK_FALSE(WorkTally().ceiling(1.0));
    WorkTally without;
    Thread native{without};
    for (int look = 0; look < 100; ++look) {
        native.awake(5 * ms);
    }
    CHECK_FALSE(without.ceiling(0.5));
}

TEST_CASE("Looks of several runs count together") {
    CHECK_FALSE(ceiling_of({}));
    CHECK_FALSE(ceiling_of({{1.0, 20}}));
    CHECK(ceiling_of({{1.0, 20}, {1.0, 10}}) == doctest::Approx(1.0));
    CHECK(ceiling_of({{1.0, 20}, {2.0, 20}}) == doctest::Approx(4.0 / 3));
}

TEST_CASE("A thread is asked for its sleeps only when it has run") {
    WorkTally tally;
    ThreadWork work;
    os::SchedStat accounts{5 * ms, 0, 3};
    CHECK(work.ran_since(accounts));
    work.look({true, std::nullopt, accounts, 7}, 0, tally);
    CHECK_FALSE(work.ran_since(accounts));
    CHECK(work.sleeps() == 7);
    accounts.slices = 4;
    CHECK(work.ran_since(accounts));
    accounts = {6 * ms, 0, 3}; // went on, slept, and has no core yet again
    CHECK(work.ran_since(accounts));
}
