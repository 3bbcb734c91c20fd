#include "measure/queueing.hpp"

#include <doctest/doctest.h>

#include <cstdint>

using namespace gilkit::measure;
using doctest::Approx;

namespace {

// Looks at one thread every 5 ms.
class WatchedThread {
public:
    void look(double ran_s, double waited_s, std::uint64_t dispatched, std::uint64_t slept = 0,
              std::uint64_t displaced = 0) {
        now_s_ += 0.005;
        judge_.step({now_s_, ran_s, waited_s, dispatched, slept, displaced}, claims_);
    }
    void end() { judge_.end(claims_); }
    double delay_s(Delay reading) const { return claims_.delay_s(reading); }
    QueueJudge& judge() { return judge_; }

private:
    double now_s_ = 0;
    QueueJudge judge_;
    Claims claims_;
};

} // namespace

TEST_CASE("A wait counts when the thread works after it") {
    WatchedThread thread;
    thread.look(0.001, 0.004, 1);
    CHECK(thread.delay_s(Delay::likely) == Approx(0.004));
    CHECK(thread.delay_s(Delay::all) == Approx(0.004));
}

TEST_CASE("A wait does not count when the thread looks around and sleeps again") {
    WatchedThread thread;
    for (int i = 0; i < 10; ++i) {
        thread.look(0.00002, 0.004, 1, 1);
    }
    CHECK(thread.delay_s(Delay::likely) == 0.0);
    CHECK(thread.delay_s(Delay::all) == Approx(0.04));
}

TEST_CASE("What a wait was for may show later") {
    SUBCASE("it was for work") {
        WatchedThread thread;
        thread.look(0.00001, 0.004, 1);
        thread.look(0.00005, 0, 0);
        CHECK(thread.judge().asks_for_switches(0)); // still open
        thread.look(0.00005, 0, 0);
        CHECK_FALSE(thread.judge().asks_for_switches(0));
        CHECK(thread.delay_s(Delay::likely) == Approx(0.004));
    }
    SUBCASE("it was for a look at a lock") {
        WatchedThread thread;
        thread.look(0.003, 0.002, 1, 0, 1); // displaced while it held the lock: that was work
        thread.look(0.0, 0.0, 0);
        thread.look(0.00001, 0.008, 1); // and when it came back
        thread.look(0.00001, 0, 0, 1);  // the lock was gone
        CHECK(thread.delay_s(Delay::likely) == Approx(0.002));
        CHECK(thread.delay_s(Delay::all) == Approx(0.01));
    }
    SUBCASE("the thread ended: it was at work") {
        WatchedThread thread;
        thread.look(0.00001, 0.004, 1);
        thread.end();
        CHECK(thread.delay_s(Delay::likely) == Approx(0.004));
    }
}

TEST_CASE("Short jobs are work, short looks are not") {
    WatchedThread jobs;
    WatchedThread looks;
    for (int i = 0; i < 20; ++i) {
        jobs.look(0.003, 0.002, 10, 10);    // 0.3 ms each
        looks.look(0.0003, 0.0047, 10, 10); // 30 us each
    }
    CHECK(jobs.delay_s(Delay::likely) == Approx(0.04));
    CHECK(looks.delay_s(Delay::likely) == 0.0);
}

TEST_CASE("A delay that began with a displacement is sure, one that began with a wake-up is not") {
    WatchedThread displaced;
    WatchedThread woken;
    WatchedThread both;
    for (int i = 0; i < 20; ++i) {
        displaced.look(0.003, 0.002, 1, 0, 1);
        woken.look(0.003, 0.002, 1, 1, 0);
        both.look(0.003, 0.002, 2, 1, 1);
    }
    CHECK(displaced.delay_s(Delay::sure) == Approx(0.04));
    CHECK(woken.delay_s(Delay::sure) == 0.0);
    CHECK(both.delay_s(Delay::sure) == Approx(0.02));
    CHECK(woken.delay_s(Delay::likely) == Approx(0.04));
}

TEST_CASE("A wait does not count when the thread gives its core away") {
    WatchedThread thread;
    for (int i = 0; i < 10; ++i) {
        thread.look(0.000002, 0.004, 1, 0, 1);
    }
    CHECK(thread.delay_s(Delay::likely) == 0.0);
    CHECK(thread.delay_s(Delay::all) == Approx(0.04));
    SUBCASE("its turn comes: the last wait was for work") {
        thread.look(0.003, 0.004, 1, 0, 1);
        CHECK(thread.delay_s(Delay::likely) <= 0.008 + 1e-9);
        CHECK(thread.delay_s(Delay::likely) >= 0.004);
    }
    SUBCASE("it does so many times between two looks") {
        WatchedThread often;
        for (int i = 0; i < 10; ++i) {
            often.look(0.0002, 0.004, 40, 0, 40);
        }
        CHECK(often.delay_s(Delay::likely) == 0.0);
    }
}

TEST_CASE("A wait counts when the work after it is seen with the next wait only") {
    WatchedThread thread; // what a thread is at is brought into its account when it leaves the core
    for (int i = 0; i < 10; ++i) {
        thread.look(0.0, 0.004, 1);
        thread.look(0.003, 0.0, 0, 0, 1);
    }
    CHECK(thread.delay_s(Delay::likely) == Approx(0.04));
    thread.look(0.0, 0.004, 1);
    thread.look(0.004, 0.001, 1, 0, 1);
    CHECK(thread.delay_s(Delay::likely) == Approx(0.045));
}

TEST_CASE("Waits too short to mean anything count, and cost no further look") {
    WatchedThread thread;
    CHECK_FALSE(thread.judge().asks_for_switches(0.00001));
    for (int i = 0; i < 100; ++i) {
        thread.look(0.00001, 0.00001, 1);
    }
    CHECK_FALSE(thread.judge().asks_for_switches(0));
    CHECK(thread.delay_s(Delay::sure) == Approx(0.001));
}
