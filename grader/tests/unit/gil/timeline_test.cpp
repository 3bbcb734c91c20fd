#include "gil/timeline.hpp"

#include "gil/spans.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <vector>

using namespace gilkit::gil;
using namespace gilkit::gil::test;

TEST_CASE("What touches is one span, and what lasted no time is none") {
    Timeline timeline;
    const std::size_t lane = timeline.add_lane(0, 2, "main");
    timeline.add(lane, {State::holds, 0, ms});
    timeline.add(lane, {State::holds, ms, 2 * ms});
    timeline.add(lane, {State::lock, 2 * ms, 2 * ms});
    timeline.add(lane, {State::holds, 3 * ms, 4 * ms});
    CHECK(timeline.lanes()[lane].spans ==
          std::vector<Span>{{State::holds, 0, 2 * ms}, {State::holds, 3 * ms, 4 * ms}});
    CHECK(timeline.lanes()[lane].spent_in(State::holds) == 3 * ms);
    CHECK(timeline.lanes()[lane].seen_ns() == 3 * ms);
    CHECK(timeline.spans() == 2);
    CHECK(timeline.grain_ns() == 0);
}

TEST_CASE("Hours of looking take no more room than minutes, and the shares are exact") {
    Timeline timeline(1000);
    for (pid_t thread = 0; thread < 4; ++thread) {
        timeline.set_gil(timeline.add_lane(0, thread, ""), 0);
    }
    std::int64_t at_ns = 0;
    std::size_t most = 0;
    for (int turn = 0; turn < 200'000; ++turn, at_ns += 5 * ms) {
        for (std::size_t lane = 0; lane < 4; ++lane) {
            const bool holds = lane == static_cast<std::size_t>(turn) % 4;
            timeline.add(lane, {holds ? State::holds : State::waits, at_ns, at_ns + 5 * ms});
        }
        most = std::max(most, timeline.spans());
    }
    CHECK(most <= 1000);
    CHECK(timeline.grain_ns() > 1000 * ms);
    CHECK(timeline.grain_ns() < 100'000 * ms);
    for (const ThreadLane& lane : timeline.lanes()) {
        CHECK(lane.spent_in(State::holds) == at_ns / 4);
        CHECK(lane.spent_in(State::waits) == at_ns / 4 * 3);
        CHECK(durations(lane.spans, 0, at_ns) == lane.spent_ns);
    }
}

TEST_CASE("Threads for which there is no lane any more share one that has their times") {
    Timeline timeline(1000, 3);
    for (pid_t thread = 0; thread < 10; ++thread) {
        const std::size_t lane = timeline.add_lane(0, thread, "");
        timeline.set_gil(lane, 0);
        timeline.add(lane, {State::holds, thread * ms, (thread + 1) * ms});
        timeline.add(lane, {State::lock, (thread + 1) * ms, 20 * ms});
    }
    CHECK(timeline.lanes().size() == 3);
    CHECK(timeline.spans() == 6);
    CHECK(timeline.other_threads() == 7);
    CHECK(timeline.other_threads_spent_ns().at(0) == 7 * ms);
    CHECK(std::accumulate(timeline.other_threads_spent_ns().begin(), timeline.other_threads_spent_ns().end(),
                          std::int64_t{0}) == (17 + 16 + 15 + 14 + 13 + 12 + 11) * ms);
}
