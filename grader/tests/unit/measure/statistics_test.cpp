#include "measure/statistics.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <vector>

using namespace gilkit::measure;
using doctest::Approx;

namespace {

constexpr Prior prior{0.1, 8};

double width(const Estimate& estimate) {
    return std::log(estimate.high / estimate.low);
}

} // namespace

TEST_CASE("A spread is the middle and both ends, of none nothing") {
    const Spread none = spread_of({});
    CHECK((none.median == 0 && none.low == 0 && none.high == 0));
    const std::vector<double> figures{3, 1, 10, 2};
    const Spread spread = spread_of(figures);
    CHECK(spread.median == Approx(2.5));
    CHECK(spread.low == 1);
    CHECK(spread.high == 10);
}

TEST_CASE("Mean, median and deviation of no, one, equal and different values") {
    const std::vector<double> none;
    const std::vector<double> one{3};
    const std::vector<double> equal{2, 2, 2, 2};
    const std::vector<double> different{9, 2, 4, 5, 4, 4, 5, 7};
    CHECK(mean(none) == 0.0);
    CHECK(median(none) == 0.0);
    CHECK(standard_deviation(none) == 0.0);
    CHECK(mean(one) == 3.0);
    CHECK(median(one) == 3.0);
    CHECK(standard_deviation(one) == 0.0);
    CHECK(mean(equal) == 2.0);
    CHECK(median(equal) == 2.0);
    CHECK(standard_deviation(equal) == 0.0);
    CHECK(mean(different) == Approx(5.0));
    CHECK(median(different) == Approx(4.5));
    CHECK(standard_deviation(different) == Approx(std::sqrt(32.0 / 7)));
    CHECK(median(std::vector<double>{3, 1, 2}) == 2.0);
}

TEST_CASE("Student's quantiles are those of the tables") {
    struct Row {
        double confidence;
        int degrees;
        double t;
    };
    for (const Row& row :
         {Row{0.95, 1, 12.706}, Row{0.95, 2, 4.303}, Row{0.95, 3, 3.182}, Row{0.95, 4, 2.776},
          Row{0.95, 9, 2.262}, Row{0.95, 10, 2.228}, Row{0.95, 30, 2.042}, Row{0.99, 1, 63.657},
          Row{0.99, 2, 9.925}, Row{0.99, 8, 3.355}, Row{0.99, 10, 3.169}, Row{0.99, 16, 2.921},
          Row{0.99, 120, 2.617}, Row{0.999, 5, 6.869}, Row{0.5, 1, 1.0}}) {
        CAPTURE(row.confidence);
        CAPTURE(row.degrees);
        CHECK(student_t(row.confidence, row.degrees) == Approx(row.t).epsilon(0.0003));
    }
    CHECK(student_t(0.95, 100000) == Approx(1.960).epsilon(0.001)); // the normal distribution's
    CHECK(student_t(0.95, 0) == student_t(0.95, 1));
}

TEST_CASE("Without a sample nothing is known about a ratio") {
    const Estimate estimate = ratio_estimate({}, 0.99, prior);
    CHECK(estimate.value == 0.0);
    CHECK(estimate.low == 0.0);
    CHECK(std::isinf(estimate.high));
}

TEST_CASE("A first sample is believed as far as the prior says") {
    const Estimate estimate = ratio_estimate(std::vector<double>{2.0}, 0.99, prior);
    CHECK(estimate.value == Approx(2.0));
    CHECK(estimate.low == Approx(2.0 * std::exp(-3.355 * 0.1)).epsilon(0.001));
    CHECK(estimate.high == Approx(2.0 * std::exp(3.355 * 0.1)).epsilon(0.001));
}

TEST_CASE("Without a prior a first sample says nothing about its scatter") {
    const Estimate estimate = ratio_estimate(std::vector<double>{2.0}, 0.99, Prior{0.1, 0});
    CHECK(estimate.value == Approx(2.0));
    CHECK(estimate.low == 0.0);
    CHECK(std::isinf(estimate.high));
    // Two samples do: this is the plain t interval.
    const Estimate two = ratio_estimate(std::vector<double>{1.0, std::exp(2.0)}, 0.95, Prior{0.1, 0});
    CHECK(two.value == Approx(std::exp(1.0)));
    CHECK(std::log(two.high) == Approx(1 + 12.706).epsilon(0.001));
}

TEST_CASE("Samples that agree by chance are not certainty") {
    const Estimate estimate = ratio_estimate(std::vector<double>{2.0, 2.0, 2.0}, 0.99, prior);
    CHECK(estimate.value == Approx(2.0));
    CHECK(width(estimate) > 0.1);
}

TEST_CASE("Turning the ratios over turns the estimate over") {
    std::mt19937 random(5);
    std::lognormal_distribution<double> ratio(0.7, 0.3);
    for (std::size_t count = 1; count < 10; ++count) {
        std::vector<double> ratios(count);
        std::vector<double> inverse(count);
        for (std::size_t i = 0; i < count; ++i) {
            ratios[i] = ratio(random);
            inverse[i] = 1 / ratios[i];
        }
        const Estimate estimate = ratio_estimate(ratios, 0.99, prior);
        const Estimate turned = ratio_estimate(inverse, 0.99, prior);
        CHECK(turned.value == Approx(1 / estimate.value));
        CHECK(turned.low == Approx(1 / estimate.high));
        CHECK(turned.high == Approx(1 / estimate.low));
        CHECK(estimate.low < estimate.value);
        CHECK(estimate.value < estimate.high);
    }
}

TEST_CASE("More samples narrow the interval; more scatter and more confidence widen it") {
    std::vector<double> ratios;
    double before = INFINITY;
    for (int i = 0; i < 6; ++i) {
        ratios.push_back(1.9);
        ratios.push_back(2.1);
        const double now = width(ratio_estimate(ratios, 0.99, prior));
        CHECK(now < before);
        before = now;
    }
    const std::vector<double> calm{1.9, 2.0, 2.1};
    const std::vector<double> wild{1.2, 2.0, 3.3};
    CHECK(width(ratio_estimate(wild, 0.99, prior)) > width(ratio_estimate(calm, 0.99, prior)));
    CHECK(width(ratio_estimate(calm, 0.99, prior)) > width(ratio_estimate(calm, 0.95, prior)));
    CHECK(width(ratio_estimate(calm, 0.99, Prior{0.3, 8})) > width(ratio_estimate(calm, 0.99, prior)));
}

TEST_CASE("The interval holds the truth about as often as it says") {
    std::mt19937 random(11);
    std::lognormal_distribution<double> ratio(std::log(2.0), 0.1);
    int held = 0;
    constexpr int rounds = 4000;
    for (int round = 0; round < rounds; ++round) {
        const std::vector<double> ratios{ratio(random), ratio(random), ratio(random)};
        const Estimate estimate = ratio_estimate(ratios, 0.95, prior);
        held += estimate.low <= 2.0 && 2.0 <= estimate.high ? 1 : 0;
    }
    CHECK(held > rounds * 0.93);
    CHECK(held < rounds * 0.98);
}
