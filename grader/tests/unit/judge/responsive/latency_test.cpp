#include "judge/responsive/latency.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <utility>
#include <vector>

using namespace gilkit;
using judge::Latency;
using judge::nearest_rank;
using judge::ProbeLog;
using judge::Promptness;

TEST_CASE("A rank is that of a value which is there") {
    CHECK(nearest_rank({}, 0.5) == 0);
    CHECK(nearest_rank({7}, 0.5) == 7);
    CHECK(nearest_rank({7}, 0.99) == 7);
    CHECK(nearest_rank({3, 1, 2}, 0.5) == 2);
    CHECK(nearest_rank({4, 3, 2, 1}, 0.5) == 2);
    std::vector<double> hundred(100, 1.0);
    hundred[17] = 9;
    CHECK(nearest_rank(hundred, 0.99) == 1);
    hundred[18] = 8;
    CHECK(nearest_rank(hundred, 0.99) == 8);
    CHECK(nearest_rank(hundred, 1.0) == 9);
}

TEST_CASE("Nothing asked, nothing waited") {
    const ProbeLog log;
    CHECK(log.probes() == 0);
    CHECK_FALSE(log.is_waiting());
    CHECK(log.oldest_s(5) == 0);
    CHECK(log.latency().median_s == 0);
    CHECK(log.latency().longest_gap_s == 0);
}

TEST_CASE("Who has answered by the next look let nobody wait, however late the look was") {
    ProbeLog log;
    for (int i = 0; i < 10; ++i) {
        log.sent(static_cast<std::uint64_t>(i), i);
        log.looked(i);
        CHECK(log.answered(static_cast<std::uint64_t>(i), i + 0.9));
        log.looked(i + 0.9);
    }
    CHECK(log.probes() == 10);
    CHECK(log.latency().p99_s == 0);
    CHECK(log.latency().longest_gap_s == 0);
}

TEST_CASE("A probe waits until the last look that found no answer") {
    ProbeLog log;
    log.sent(1, 1.0);
    log.looked(1.0);
    log.looked(1.3);
    CHECK(log.is_waiting());
    CHECK(log.oldest_s(1.5) == doctest::Approx(0.5));
    CHECK(log.answered(1, 9.0));
    CHECK(log.latency().median_s == doctest::Approx(0.3));
    CHECK(log.latency().longest_gap_s == doctest::Approx(0.3));
}

TEST_CASE("An answer that nobody waits for is told apart, also the second one to the same probe") {
    ProbeLog log;
    log.sent(1, 0);
    CHECK_FALSE(log.answered(2, 0.1));
    CHECK(log.answered(1, 0.1));
    CHECK_FALSE(log.answered(1, 0.1));
    CHECK(log.probes() == 1);
}

TEST_CASE("Many who wait for one deaf second are one gap, and many waits") {
    ProbeLog log;
    for (int i = 0; i < 100; ++i) {
        log.sent(static_cast<std::uint64_t>(i), i * 0.01);
        log.looked(i * 0.01);
    }
    log.looked(1.0);
    for (int i = 0; i < 100; ++i) {
        CHECK(log.answered(static_cast<std::uint64_t>(i), 1.005));
    }
    log.looked(1.005);
    const Latency latency = log.latency();
    CHECK(latency.longest_gap_s == doctest::Approx(1.0));
    CHECK(latency.p99_s == doctest::Approx(0.99));
    CHECK(latency.median_s == doctest::Approx(0.5));
}

TEST_CASE("Who answers late but steadily leaves no long gap") {
    ProbeLog log;
    for (int i = 0; i < 100; ++i) {
        const double now_s = i * 0.01;
        if (i >= 30) {
            CHECK(log.answered(static_cast<std::uint64_t>(i - 30), now_s));
        }
        log.sent(static_cast<std::uint64_t>(i), now_s);
        log.looked(now_s);
    }
    CHECK(log.latency().median_s == doctest::Approx(0.29));
    CHECK(log.latency().longest_gap_s == doctest::Approx(0.29)); // the first one's
}

TEST_CASE("While nobody waits there is no gap") {
    ProbeLog log;
    log.sent(1, 0);
    log.looked(0);
    CHECK(log.answered(1, 0.005));
    log.looked(0.005);
    log.looked(7);
    log.sent(2, 7);
    log.looked(7);
    CHECK(log.answered(2, 7.005));
    CHECK(log.latency().longest_gap_s == 0);
}

TEST_CASE("The control decides only about who is too late") {
    const content::ResponsiveRequirement asked{20, 100, 100};
    const auto verdict = [&](const Latency& program, const Latency& control) {
        return judge::promptness_of(judge::promptness_figures(asked, program, control));
    };
    CHECK(verdict({}, {}) == Promptness::prompt);
    CHECK(verdict({0.02, 0.1, 0.1}, {}) == Promptness::prompt);
    CHECK(verdict({0.02, 0.1, 0.1}, {5, 5, 5}) == Promptness::prompt);
    CHECK(verdict({0.03, 0.1, 0.1}, {}) == Promptness::late);
    CHECK(verdict({0, 0, 0.5}, {}) == Promptness::late);
    CHECK(verdict({0, 0.5, 0}, {0, 0.3, 0}) == Promptness::late);
    CHECK(verdict({0, 0.5, 0}, {0, 0.45, 0}) == Promptness::unclear);
    // One figure that is clear is enough.
    CHECK(verdict({0.5, 0.5, 0}, {0, 0.45, 0}) == Promptness::late);
}

TEST_CASE("Being late is seen twice before it counts, and one bad moment of the machine does not decide") {
    // How many attempts it takes, and what the last of them says: that is the verdict.
    const auto last_of = [](const std::vector<Promptness>& attempts) {
        judge::Attempts made;
        std::size_t count = 0;
        while (!made.settled()) {
            REQUIRE(count < attempts.size());
            made.add(attempts[count++]);
        }
        return std::pair{count, attempts[count - 1]};
    };
    using enum Promptness;
    CHECK(last_of({prompt}) == std::pair{1UL, prompt});
    CHECK(last_of({late, late}) == std::pair{2UL, late});
    CHECK(last_of({late, prompt, prompt}) == std::pair{3UL, prompt});
    CHECK(last_of({late, prompt, late}) == std::pair{3UL, late});
    CHECK(last_of({unclear, prompt}) == std::pair{2UL, prompt});
    CHECK(last_of({unclear, unclear}) == std::pair{2UL, unclear});
    CHECK(last_of({unclear, late, late}) == std::pair{3UL, late});
    for (const Promptness fourth : {prompt, late, unclear}) {
        CHECK(last_of({late, unclear, prompt, fourth}) == std::pair{4UL, fourth});
    }
}
