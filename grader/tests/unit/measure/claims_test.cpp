#include "measure/claims.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace gilkit::measure;
using doctest::Approx;

namespace {

constexpr double claim_period_s = 0.25;

Claims thread(double run_s, double delay_s) {
    Claims claims;
    claims.add_run(run_s);
    for (const Delay reading : {Delay::sure, Delay::likely, Delay::all}) {
        claims.add_delay(reading, 0, claim_period_s / 2, delay_s / 2);
        claims.add_delay(reading, claim_period_s / 2, claim_period_s, delay_s / 2);
    }
    return claims;
}

// Cores asked for in a period in which one core did all the work.
double cores(const std::vector<Claims>& threads, Delay reading = Delay::likely) {
    DemandTrace trace;
    trace.add_work(0, claim_period_s, claim_period_s);
    settle(threads, trace);
    trace.finish(claim_period_s);
    return trace.parallelism(reading);
}

} // namespace

TEST_CASE("Threads that get alike for what they ask are believed") {
    // Four on one core, and four beside as many neighbours.
    const std::vector<Claims> alone(4, thread(claim_period_s / 4, claim_period_s * 3 / 4));
    CHECK(cores(alone) == Approx(4.0));
    CHECK(cores(alone, Delay::sure) == Approx(4.0));
    // One lucky, the others not so.
    CHECK(cores({thread(0.1, 0.15), thread(0.05, 0.2), thread(0.05, 0.2), thread(0.05, 0.2)}) == Approx(4.0));
}

TEST_CASE("A thread alone is believed whatever it waited for") {
    CHECK(thread(0.001, 0.249).slowdown() == Approx(250));
    const std::vector<Claims> alone{thread(0.001, 0.249)};
    DemandTrace trace;
    settle(alone, trace);
    trace.finish(claim_period_s);
    CHECK(trace.delay_s(Delay::likely) == Approx(0.249));
}

TEST_CASE("Who waits all the time and hardly works beside somebody who works is not") {
    const Claims worker = thread(0.24, 0.01);
    const Claims idler = thread(0.002, 0.248);
    CHECK(cores({worker, idler, idler, idler}) < 1.1);
    CHECK(cores({worker, idler, idler, idler}, Delay::sure) < 1.1);
    CHECK(cores({worker, idler, idler, idler}, Delay::all) == Approx(4.0).epsilon(0.01));
    CHECK(std::isinf(thread(0, 0.25).slowdown()));
    CHECK(cores({worker, thread(0, 0.25)}) < 1.1);
}

TEST_CASE("What threads that only queue can add is bounded by the work that they waste") {
    for (const double wasted : {0.05, 0.2, 0.6}) {
        for (const int idlers : {1, 3, 20}) {
            const double work_s = claim_period_s / (1 + wasted);
            const double each_s = work_s * wasted / idlers;
            std::vector<Claims> threads(static_cast<std::size_t>(idlers),
                                        thread(each_s, claim_period_s - each_s));
            threads.push_back(thread(work_s, claim_period_s - work_s));
            CAPTURE(wasted);
            CAPTURE(idlers);
            CHECK(cores(threads) <= 1 + credible_slowdowns * wasted + 1e-9);
        }
    }
}

TEST_CASE("Nobody and nothing claim nothing") {
    CHECK(Claims().empty());
    CHECK_FALSE(thread(0, 0.1).empty());
    CHECK(cores({}) == Approx(1.0));
    CHECK(cores({Claims()}) == Approx(1.0));
    CHECK(cores({thread(0, 0)}) == Approx(1.0));
}
