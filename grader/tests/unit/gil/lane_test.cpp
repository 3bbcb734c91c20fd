#include "gil/lane.hpp"

#include "gil/spans.hpp"

#include <doctest/doctest.h>

#include <random>
#include <vector>

using namespace gilkit;
using namespace gilkit::gil;
using namespace gilkit::gil::test;

namespace {

// A thread that is looked at whenever the test says so.
struct WatchedLane {
    Lane lane;
    std::vector<Span> spans;
    Lane::Emit emit = [this](State state, std::int64_t from_ns, std::int64_t to_ns) {
        spans.push_back({state, from_ns, to_ns});
    };
    os::SchedStat accounts;

    void look(std::int64_t at_ns, Place place, bool holds = false) {
        lane.look({at_ns, place, holds, accounts}, emit);
    }
    // On a core for so long, after so much time in the queue.
    void run(std::uint64_t ran_ns, std::uint64_t delay_ns = 0) {
        accounts.run_ns += ran_ns;
        accounts.delay_ns += delay_ns;
        accounts.slices += 1;
    }
    const std::vector<Span>& end(std::int64_t at_ns) {
        lane.finish(at_ns, emit);
        return spans;
    }
};

} // namespace

TEST_CASE("A change lies in the middle between the looks that saw it") {
    WatchedLane thread;
    thread.look(0, Place::gil);
    thread.look(2 * ms, Place::gil);
    thread.look(4 * ms, Place::running, true);
    thread.look(6 * ms, Place::sleep);
    CHECK(thread.end(10 * ms) == std::vector<Span>{{State::waits, 0, 3 * ms},
                                                   {State::holds, 3 * ms, 5 * ms},
                                                   {State::sleeps, 5 * ms, 10 * ms}});
}

TEST_CASE("Who holds the GIL holds it, whatever else it does") {
    WatchedLane thread;
    thread.look(0, Place::io, true);
    thread.look(ms, Place::lock, true);
    thread.look(2 * ms, Place::running, true);
    CHECK(thread.end(3 * ms) == std::vector<Span>{{State::holds, 0, 3 * ms}});
}

TEST_CASE("A look around for the GIL is part of the wait") {
    WatchedLane thread;
    thread.look(0, Place::gil);
    thread.look(2 * ms, Place::gil);
    thread.run(30'000);
    thread.look(4 * ms, Place::running);
    thread.look(6 * ms, Place::gil);
    CHECK(thread.end(8 * ms) == std::vector<Span>{{State::waits, 0, 3 * ms},
                                                  {State::waits, 3 * ms, 5 * ms},
                                                  {State::waits, 5 * ms, 8 * ms}});
}

TEST_CASE("Who ran for longer between two waits worked without the GIL") {
    WatchedLane thread;
    thread.look(0, Place::gil);
    thread.look(2 * ms, Place::running);
    thread.look(4 * ms, Place::running);
    thread.run(3 * ms);
    thread.look(6 * ms, Place::gil);
    CHECK(thread.end(6 * ms) == std::vector<Span>{{State::waits, 0, ms},
                                                  {State::native, ms, 5 * ms},
                                                  {State::waits, 5 * ms, 6 * ms}});
}

TEST_CASE("A short run that ends in a lock is no look around") {
    WatchedLane thread;
    thread.look(0, Place::gil);
    thread.look(2 * ms, Place::running);
    thread.run(50'000);
    thread.look(4 * ms, Place::lock);
    CHECK(thread.end(4 * ms) == std::vector<Span>{{State::waits, 0, ms},
                                                  {State::native, ms, 3 * ms},
                                                  {State::lock, 3 * ms, 4 * ms}});
}

TEST_CASE("Time in the queue for a core is told from time on it") {
    WatchedLane thread;
    thread.look(0, Place::sleep);
    for (std::int64_t at = 2; at <= 20; at += 2) {
        thread.look(at * ms, Place::running);
    }
    thread.run(1 * ms, 15 * ms); // put on a core at last
    thread.look(22 * ms, Place::running);
    thread.accounts.run_ns += 20 * ms;
    thread.look(42 * ms, Place::sleep);
    const std::vector<Span> spans = thread.end(42 * ms);
    CHECK(spans == std::vector<Span>{{State::sleeps, 0, ms},
                                     {State::native, ms, 6 * ms},
                                     {State::starved, 6 * ms, 22 * ms},
                                     {State::native, 22 * ms, 32 * ms},
                                     {State::sleeps, 32 * ms, 42 * ms}});
}

TEST_CASE("Who queued for a core and went back to sleep worked no longer than the kernel says") {
    WatchedLane thread;
    thread.look(0, Place::sleep);
    thread.look(2 * ms, Place::running); // woke up a moment ago
    thread.run(50'000, 1 * ms);
    thread.look(6 * ms, Place::sleep);
    CHECK(thread.end(6 * ms) == std::vector<Span>{{State::sleeps, 0, ms},
                                                  {State::native, ms, ms + 50'000},
                                                  {State::starved, ms + 50'000, 4 * ms},
                                                  {State::sleeps, 4 * ms, 6 * ms}});
}

TEST_CASE("Time in the queue with the GIL is none without it") {
    WatchedLane thread;
    thread.look(0, Place::running, true);
    thread.look(10 * ms, Place::running, true);
    thread.run(1 * ms, 10 * ms); // put on a core at last, it lets go of the GIL
    thread.look(12 * ms, Place::running);
    thread.run(2 * ms);
    thread.look(14 * ms, Place::running);
    thread.run(2 * ms);
    thread.look(16 * ms, Place::running, true);
    const std::vector<Span> spans = thread.end(16 * ms);
    REQUIRE(spans.size() >= 3);
    CHECK(spans[0] == Span{State::holds, 0, 11 * ms});
    CHECK(spans[1].state == State::native);
    std::int64_t starved_ns = 0;
    for (const Span& span : spans) {
        starved_ns += span.state == State::starved ? span.to_ns - span.from_ns : 0;
    }
    CHECK(starved_ns <= 1 * ms);
}

TEST_CASE("Who was never put on a core is starved to the end") {
    WatchedLane thread;
    for (std::int64_t at = 0; at <= 50; at += 5) {
        thread.look(at * ms, Place::running);
    }
    CHECK(thread.end(50 * ms) == std::vector<Span>{{State::starved, 0, 50 * ms}});
    WatchedLane working;
    for (std::int64_t at = 0; at <= 50; at += 5) {
        working.look(at * ms, Place::running);
        working.accounts.run_ns += 5 * ms;
    }
    CHECK(working.end(50 * ms) == std::vector<Span>{{State::native, 0, 50 * ms}});
}

TEST_CASE("A call that was taken up again is what it was") {
    WatchedLane thread;
    thread.look(0, Place::sleep);
    thread.look(2 * ms, Place::resumed);
    CHECK(thread.end(4 * ms) == std::vector<Span>{{State::sleeps, 0, 4 * ms}});
}

TEST_CASE("A thread that was never looked at did nothing, and one look is one state") {
    WatchedLane never;
    CHECK(never.end(ms).empty());
    WatchedLane once;
    once.look(0, Place::lock);
    CHECK(once.end(ms) == std::vector<Span>{{State::lock, 0, ms}});
    WatchedLane at_once;
    at_once.look(0, Place::lock);
    CHECK(at_once.end(0).empty());
}

TEST_CASE("Whatever is seen, the spans cover the time from the first look to the end without gaps") {
    std::mt19937 random(7); // NOLINT: the same thousand threads every time
    for (int thread_number = 0; thread_number < 1000; ++thread_number) {
        WatchedLane thread;
        std::int64_t now = 100 * ms;
        const std::int64_t begin = now;
        for (int look = 0; look < 30; ++look) {
            const auto place = static_cast<Place>(random() % 6);
            const bool holds = random() % 4 == 0;
            thread.look(now, place, holds);
            if (random() % 2 == 0) {
                thread.run(random() % (3 * ms), random() % 2 == 0 ? random() % (40 * ms) : 0);
            }
            now += static_cast<std::int64_t>(random() % (3 * ms));
        }
        const std::vector<Span>& spans = thread.end(now);
        std::int64_t at = begin;
        for (const Span& span : spans) {
            CHECK(span.from_ns == at);
            CHECK(span.to_ns > span.from_ns);
            at = span.to_ns;
        }
        CHECK(at == now);
    }
}
