#include "judge/seeds.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace gilkit::judge;

TEST_CASE("From one seed follow the same others, all different") {
    Seeds seeds(42);
    Seeds again(42);
    CHECK(seeds.first() == 42);
    std::set<std::uint64_t> all;
    for (int i = 0; i < 1000; ++i) {
        const std::uint64_t seed = seeds.next();
        CHECK(seed == again.next());
        CHECK(seed <= most_seed);
        all.insert(seed);
    }
    CHECK(all.size() == 1000);
}

TEST_CASE("Without a seed, nobody knows the first") {
    const Seeds one(std::nullopt);
    const Seeds other(std::nullopt);
    CHECK(one.first() != other.first());
    CHECK(one.first() <= most_seed);
}
