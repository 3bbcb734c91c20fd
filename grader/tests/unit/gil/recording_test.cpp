#include "gil/recording.hpp"

#include "gil/spans.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace gilkit::gil;
using namespace gilkit::gil::test;

namespace {

// Two processes: threads 1 and 2 of the first take turns of 5 ms, 3 computes without the GIL; the second has
// one thread, which sleeps. The turns begin after half of the time.
Recording two_processes() {
    Timeline timeline;
    const std::size_t first = timeline.add_lane(0, 1, "one");
    const std::size_t second = timeline.add_lane(0, 2, "two");
    const std::size_t third = timeline.add_lane(0, 3, "three");
    const std::size_t other = timeline.add_lane(1, 9, "nine");
    timeline.add(first, {State::holds, 0, 500 * ms});
    timeline.add(second, {State::lock, 0, 500 * ms});
    for (int turn = 0; turn < 100; ++turn) {
        const std::int64_t at_ns = 500 * ms + turn * 5 * ms;
        timeline.add(turn % 2 == 0 ? first : second, {State::holds, at_ns, at_ns + 5 * ms});
        timeline.add(turn % 2 == 0 ? second : first, {State::waits, at_ns, at_ns + 5 * ms});
    }
    timeline.add(third, {State::native, 0, 1000 * ms});
    timeline.add(other, {State::sleeps, 100 * ms, 900 * ms});
    timeline.set_gil(first, 0);
    timeline.set_gil(second, 0);
    Recording recording;
    recording.length_ns = 1000 * ms;
    recording.processes = {{10, "python3", {std::nullopt, Version{3, 12, 1}, false, true}, 1, 100},
                           {11, "sleep", {Unseen::not_cpython, std::nullopt, false, true}, 0, 0}};
    recording.lanes = timeline.lanes();
    return recording;
}

} // namespace

TEST_CASE("The use of a GIL is told for each process") {
    const Recording recording = two_processes();
    const GilUse use = gil_use_of(recording, 0);
    CHECK(use.seen_ns == 1000 * ms);
    CHECK(use.threads == 3);
    CHECK(use.threads_that_used_it == 2);
    CHECK(use.held == doctest::Approx(1.0));
    CHECK(use.waiting == doctest::Approx(0.5));
    CHECK(use.native == doctest::Approx(1.0));
    const GilUse other = gil_use_of(recording, 1);
    CHECK(other.seen_ns == 800 * ms);
    CHECK(other.threads_that_used_it == 0);
    CHECK(other.held == 0);
    CHECK(gil_use_of(recording, 2).seen_ns == 0);
    CHECK(gil_use_of(Recording{}, 0).held == 0);
    CHECK(shows_gil(recording));
    CHECK_FALSE(shows_gil({}));
}

TEST_CASE("Lanes are made as coarse as they must be, and no coarser") {
    const Recording recording = two_processes();
    CHECK(coarse_lanes(recording, 1000).grain_ns == 0);
    CHECK(coarse_lanes(recording, 1000).lanes == recording.lanes);
    for (const std::size_t most : {150U, 50U, 20U, 8U}) {
        const CoarseLanes coarse = coarse_lanes(recording, most);
        std::size_t count = 0;
        for (std::size_t lane = 0; lane < coarse.lanes.size(); ++lane) {
            count += coarse.lanes[lane].spans.size();
            CHECK(durations(coarse.lanes[lane].spans, 0, 1000 * ms) == recording.lanes[lane].spent_ns);
        }
        CHECK(count <= most);
        CHECK(count > most / 4);
    }
    // One span for each lane's states is the least that can be.
    CHECK(coarse_lanes(recording, 0).grain_ns >= recording.length_ns);
    CHECK(coarse_lanes({}, 0).lanes.empty());
}

TEST_CASE("A part of the time is cut out as it was") {
    const auto lanes = lanes_between(two_processes(), 498 * ms, 507 * ms);
    CHECK(lanes[0].spans ==
          std::vector<Span>{{State::holds, 498 * ms, 505 * ms}, {State::waits, 505 * ms, 507 * ms}});
    CHECK(lanes[1].spans == std::vector<Span>{{State::lock, 498 * ms, 500 * ms},
                                              {State::waits, 500 * ms, 505 * ms},
                                              {State::holds, 505 * ms, 507 * ms}});
    CHECK(lanes_between(two_processes(), 950 * ms, 990 * ms)[3].spans.empty());
}

TEST_CASE("The busiest moment is where most turns begin") {
    const Recording recording = two_processes();
    const auto moment = busiest_moment(recording, 60 * ms);
    REQUIRE(moment);
    CHECK(*moment >= 500 * ms);
    CHECK(*moment <= 940 * ms);
    CHECK_FALSE(busiest_moment(recording, 1000 * ms)); // all of it is shown anyway
    CHECK_FALSE(busiest_moment({}, 60 * ms));
}

TEST_CASE("How a GIL was used is said in a sentence, and nothing where none was seen") {
    Recording recording = two_processes();
    CHECK(gil_sentence(recording, 0) == "The GIL was held 100 % of the time, and 0.5 threads waited for it "
                                        "on average; it changed hands 100 times.");
    CHECK(gil_sentence(recording, 1).empty());
    recording.processes[0].gils = 3;
    recording.processes[0].gil_switches = 1;
    CHECK(gil_sentence(recording, 0) ==
          "3 interpreters have GILs of their own: 1.0 were held on average, and 0.5 "
          "threads waited for one on average; they changed hands 1 time.");
    recording.lanes.clear();
    CHECK(gil_sentence(recording, 0).empty());
}

TEST_CASE("What is known of a GIL is said in words") {
    CHECK(describe({std::nullopt, Version{3, 12, 1}, false, true}) == "CPython 3.12.1");
    CHECK(describe({std::nullopt, Version{3, 14, 0}, true, false}) ==
          "CPython 3.14.0, free-threaded: no GIL");
    CHECK(describe({std::nullopt, Version{3, 14, 0}, true, true}) ==
          "CPython 3.14.0, free-threaded: its GIL is on");
    CHECK(describe({Unseen::not_cpython, std::nullopt, false, true}) == "GIL unknown: not CPython");
}
