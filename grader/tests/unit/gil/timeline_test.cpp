#include "gil/timeline.hpp"

#include <doctest/doctest.h>

#include <numeric>
#include <random>
#include <vector>

using namespace gilkit::gil;

namespace {

constexpr std::int64_t ms = 1'000'000;

Durations durations(const std::vector<Span>& spans, std::int64_t from_ns, std::int64_t to_ns) {
    Durations result{};
    for (const Span& span : spans) {
        const std::int64_t part_ns = std::min(span.to_ns, to_ns) - std::max(span.from_ns, from_ns);
        result.at(static_cast<std::size_t>(span.state)) += std::max<std::int64_t>(part_ns, 0);
    }
    return result;
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

} // namespace

TEST_CASE("Within a grain every state has one span, as long as all of its spans") {
    const std::vector<Span> fine{{State::waits, 0, 5 * ms},
                                 {State::holds, 5 * ms, 10 * ms},
                                 {State::waits, 10 * ms, 15 * ms},
                                 {State::holds, 15 * ms, 25 * ms},
                                 {State::waits, 25 * ms, 40 * ms}};
    CHECK(coarsen(fine, 20 * ms) == std::vector<Span>{{State::waits, 0, 10 * ms},
                                                      {State::holds, 10 * ms, 25 * ms},
                                                      {State::waits, 25 * ms, 40 * ms}});
    // What is fine enough already stays as it is.
    CHECK(coarsen(fine, ms) == fine);
    CHECK(coarsen(fine, 0) == fine);
    CHECK(coarsen({}, 20 * ms).empty());
}

TEST_CASE("A time that was not seen stays a gap") {
    const std::vector<Span> fine{{State::lock, 0, 2 * ms}, {State::io, 6 * ms, 8 * ms}};
    CHECK(coarsen(fine, 100 * ms) == fine);
}

TEST_CASE("However coarse, the shares in every grain are what they were") {
    std::mt19937 random(11); // NOLINT: the same every time
    for (int round = 0; round < 200; ++round) {
        const std::vector<Span> fine = random_spans(random, 60);
        for (const std::int64_t grain_ns : {ms, 7 * ms, 50 * ms, 10000 * ms}) {
            const std::vector<Span> coarse = coarsen(fine, grain_ns);
            CHECK(coarse.front().from_ns == fine.front().from_ns);
            CHECK(coarse.back().to_ns == fine.back().to_ns);
            for (std::int64_t at = 0; at < fine.back().to_ns; at += grain_ns) {
                CHECK(durations(coarse, at, at + grain_ns) == durations(fine, at, at + grain_ns));
            }
            for (std::size_t i = 1; i < coarse.size(); ++i) {
                CHECK(coarse[i].from_ns >= coarse[i - 1].to_ns);
                CHECK((coarse[i].state != coarse[i - 1].state || coarse[i].from_ns > coarse[i - 1].to_ns));
            }
            // To coarsen again by the same grain changes nothing.
            CHECK(coarsen(coarse, grain_ns) == coarse);
        }
    }
}

TEST_CASE("What touches is one span, and what lasted no time is none") {
    Timeline timeline;
    const std::size_t lane = timeline.add_lane(1, 2, "main");
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
        timeline.add_lane(1, thread, "");
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
