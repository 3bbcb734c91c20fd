#include "gil/coarsen.hpp"

#include "gil/spans.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <vector>

using namespace gilkit::gil;
using namespace gilkit::gil::test;

namespace {

std::vector<Span> coarse(std::vector<Span> spans, std::int64_t grain_ns) {
    coarsen({&spans}, grain_ns);
    return spans;
}

std::vector<Span> random_spans(std::mt19937& random, int count) {
    std::vector<Span> spans;
    std::int64_t at_ns = static_cast<std::int64_t>(random() % (10 * ms));
    for (int i = 0; i < count; ++i) {
        at_ns += random() % 20 == 0 ? static_cast<std::int64_t>(random() % (5 * ms)) : 0; // not seen
        const std::int64_t to_ns = at_ns + 1 + static_cast<std::int64_t>(random() % (9 * ms));
        spans.push_back({all_states.at(random() % all_states.size()), at_ns, to_ns});
        at_ns = to_ns;
    }
    return spans;
}

using Threads = std::vector<std::vector<Span>>;

void coarsen_all(Threads& threads, std::int64_t grain_ns) {
    std::vector<std::vector<Span>*> pointers;
    std::ranges::transform(threads, std::back_inserter(pointers), [](auto& spans) { return &spans; });
    coarsen(pointers, grain_ns);
}

// Threads that take turns at a GIL, one after another at random; who does not hold it waits, or sleeps.
Threads random_turns(std::mt19937& random, std::size_t count) {
    Threads threads(count);
    std::int64_t at_ns = 0;
    for (int turn = 0; turn < 300; ++turn) {
        const std::int64_t to_ns = at_ns + 1 + static_cast<std::int64_t>(random() % (7 * ms));
        const std::size_t holder = random() % (count + 1); // or nobody
        for (std::size_t thread = 0; thread < count; ++thread) {
            const State other = random() % 4 == 0 ? State::sleeps : State::waits;
            append(threads[thread], {thread == holder ? State::holds : other, at_ns, to_ns});
        }
        at_ns = to_ns;
    }
    return threads;
}

// Nanoseconds in which two threads hold at the same time.
std::int64_t doubly_held_ns(const Threads& threads) {
    std::vector<Span> holds;
    for (const auto& spans : threads) {
        std::ranges::copy_if(spans, std::back_inserter(holds),
                             [](const Span& span) { return span.state == State::holds; });
    }
    std::ranges::sort(holds, {}, &Span::from_ns);
    std::int64_t doubly_ns = 0;
    for (std::size_t i = 1; i < holds.size(); ++i) {
        doubly_ns += std::max<std::int64_t>(holds[i - 1].to_ns - holds[i].from_ns, 0);
    }
    return doubly_ns;
}

} // namespace

TEST_CASE("Within a grain every state has one span, as long as all of its spans") {
    const std::vector<Span> fine{{State::waits, 0, 5 * ms},
                                 {State::holds, 5 * ms, 10 * ms},
                                 {State::waits, 10 * ms, 15 * ms},
                                 {State::holds, 15 * ms, 25 * ms},
                                 {State::waits, 25 * ms, 40 * ms}};
    CHECK(coarse(fine, 20 * ms) == std::vector<Span>{{State::waits, 0, 10 * ms},
                                                     {State::holds, 10 * ms, 25 * ms},
                                                     {State::waits, 25 * ms, 40 * ms}});
    // What is fine enough already stays as it is.
    CHECK(coarse(fine, ms) == fine);
    CHECK(coarse(fine, 0) == fine);
    CHECK(coarse({}, 20 * ms).empty());
}

TEST_CASE("A time that was not seen stays a gap") {
    const std::vector<Span> fine{{State::lock, 0, 2 * ms}, {State::io, 6 * ms, 8 * ms}};
    CHECK(coarse(fine, 100 * ms) == fine);
}

TEST_CASE("However coarse, the shares in every grain are what they were") {
    std::mt19937 random(11); // NOLINT: the same every time
    for (int round = 0; round < 200; ++round) {
        const std::vector<Span> fine = random_spans(random, 60);
        for (const std::int64_t grain_ns : {ms, 7 * ms, 50 * ms, 10000 * ms}) {
            const std::vector<Span> few = coarse(fine, grain_ns);
            CHECK(few.front().from_ns == fine.front().from_ns);
            CHECK(few.back().to_ns == fine.back().to_ns);
            for (std::int64_t at = 0; at < fine.back().to_ns; at += grain_ns) {
                CHECK(durations(few, at, at + grain_ns) == durations(fine, at, at + grain_ns));
            }
            for (std::size_t i = 1; i < few.size(); ++i) {
                CHECK(few[i].from_ns >= few[i - 1].to_ns);
                CHECK((few[i].state != few[i - 1].state || few[i].from_ns > few[i - 1].to_ns));
            }
            // To coarsen again by the same grain changes nothing.
            CHECK(coarse(few, grain_ns) == few);
        }
    }
}

TEST_CASE("However coarse, one thread at a time holds the GIL") {
    std::mt19937 random(12); // NOLINT: the same every time
    for (int round = 0; round < 50; ++round) {
        const Threads fine = random_turns(random, 1 + (random() % 6));
        REQUIRE(doubly_held_ns(fine) == 0);
        for (const std::int64_t grain_ns : {3 * ms, 20 * ms, 90 * ms, 10000 * ms}) {
            Threads few = fine;
            coarsen_all(few, grain_ns);
            CHECK(doubly_held_ns(few) == 0);
            for (std::size_t thread = 0; thread < few.size(); ++thread) {
                for (std::int64_t at = 0; at < fine[thread].back().to_ns; at += grain_ns) {
                    CHECK(durations(few[thread], at, at + grain_ns) ==
                          durations(fine[thread], at, at + grain_ns));
                }
            }
            Threads again = few;
            coarsen_all(again, grain_ns);
            CHECK(again == few);
        }
    }
}

TEST_CASE("Two threads in turns become two threads in longer turns") {
    Threads threads(2);
    for (std::int64_t turn = 0; turn < 40; ++turn) {
        for (std::size_t thread = 0; thread < 2; ++thread) {
            const bool holds = static_cast<std::size_t>(turn) % 2 == thread;
            append(threads[thread],
                   {holds ? State::holds : State::waits, turn * 5 * ms, (turn + 1) * 5 * ms});
        }
    }
    coarsen_all(threads, 50 * ms);
    // Who held at the end of a grain goes on in the next.
    CHECK(threads[0] == std::vector<Span>{{State::holds, 0, 25 * ms},
                                          {State::waits, 25 * ms, 75 * ms},
                                          {State::holds, 75 * ms, 125 * ms},
                                          {State::waits, 125 * ms, 175 * ms},
                                          {State::holds, 175 * ms, 200 * ms}});
    CHECK(threads[1] == std::vector<Span>{{State::waits, 0, 25 * ms},
                                          {State::holds, 25 * ms, 75 * ms},
                                          {State::waits, 75 * ms, 125 * ms},
                                          {State::holds, 125 * ms, 175 * ms},
                                          {State::waits, 175 * ms, 200 * ms}});
}
