#include "judge/io/visits.hpp"

#include <doctest/doctest.h>

using namespace gilkit::judge;

TEST_CASE("Who asks for one page after the other has one request under way, however long the pauses") {
    const Traffic traffic = traffic_of({{"/a", 0, 1}, {"/b", 5, 6}, {"/c", 6, 8}}, 8, {"/a", "/b", "/c"});
    CHECK(traffic.visits == 3);
    CHECK(traffic.mean_in_flight == doctest::Approx(1));
    CHECK(traffic.most_in_flight == 1);
    CHECK(traffic.again.empty());
    CHECK(traffic.unknown.empty());
    CHECK(traffic.missing.empty());
}

TEST_CASE("Requests that overlap are under way at the same time") {
    // Two for one second, then one for one second.
    const Traffic traffic = traffic_of({{"/a", 1, 3}, {"/b", 1, 2}}, 3, {"/a", "/b"});
    CHECK(traffic.mean_in_flight == doctest::Approx(1.5));
    CHECK(traffic.most_in_flight == 2);
}

TEST_CASE("A request that begins when another ends does not overlap with it") {
    CHECK(traffic_of({{"/a", 0, 1}, {"/b", 1, 2}}, 2, {"/a", "/b"}).most_in_flight == 1);
}

TEST_CASE("What is still open counts until the end") {
    const Traffic traffic = traffic_of({{"/a", 0, -1}, {"/b", 0, 1}}, 2, {"/a", "/b"});
    CHECK(traffic.mean_in_flight == doctest::Approx(1.5));
}

TEST_CASE("Pages asked for again, by other names, and never") {
    const Traffic traffic = traffic_of({{"/a", 0, 1}, {"/a", 1, 2}, {"/x", 2, 3}}, 3, {"/a", "/b"});
    CHECK(traffic.again == std::vector<std::string>{"/a"});
    CHECK(traffic.unknown == std::vector<std::string>{"/x"});
    CHECK(traffic.missing == std::vector<std::string>{"/b"});
}

TEST_CASE("Without any request nothing was under way") {
    const Traffic traffic = traffic_of({}, 1, {"/a"});
    CHECK(traffic.mean_in_flight == 0);
    CHECK(traffic.most_in_flight == 0);
}
