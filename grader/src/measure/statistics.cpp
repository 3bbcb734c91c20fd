#include "measure/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <vector>

namespace gilkit::measure {

double mean(std::span<const double> values) {
    return values.empty()
               ? 0.0
               : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double median(std::span<const double> values) {
    if (values.empty()) {
        return 0.0;
    }
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    const std::size_t middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

Spread spread_of(std::span<const double> values) {
    if (values.empty()) {
        return {};
    }
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    return {median(values), *low, *high};
}

double standard_deviation(std::span<const double> values) {
    if (values.size() < 2) {
        return 0.0;
    }
    const double centre = mean(values);
    double sum = 0;
    for (const double value : values) {
        sum += (value - centre) * (value - centre);
    }
    return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

namespace {

// P(|T| <= t) for integer degrees of freedom, in closed form: Abramowitz and Stegun 26.7.3 and 26.7.4.
double student_within(double t, int degrees) {
    const double theta = std::atan(t / std::sqrt(degrees));
    const double cosine = std::cos(theta);
    const bool odd = degrees % 2 == 1;
    double term = odd ? cosine : 1.0;
    double sum = degrees == 1 ? 0.0 : term;
    for (int k = odd ? 3 : 2; k <= degrees - 2; k += 2) {
        term *= cosine * cosine * (k - 1) / k;
        sum += term;
    }
    return odd ? 2.0 / std::numbers::pi * (theta + std::sin(theta) * sum) : std::sin(theta) * sum;
}

} // namespace

double student_t(double confidence, int degrees) {
    // student_within() rises with t: bisect.
    double low = 0;
    double high = 1e6;
    for (int step = 0; step < 100; ++step) {
        const double middle = (low + high) / 2;
        (student_within(middle, std::max(degrees, 1)) < confidence ? low : high) = middle;
    }
    return (low + high) / 2;
}

Estimate ratio_estimate(std::span<const double> ratios, double confidence, const Prior& prior) {
    if (ratios.empty()) {
        return {0, 0, std::numeric_limits<double>::infinity()};
    }
    std::vector<double> logs;
    logs.reserve(ratios.size());
    for (const double ratio : ratios) {
        logs.push_back(std::log(ratio));
    }
    const auto own_degrees = static_cast<int>(logs.size()) - 1;
    const int degrees = prior.degrees + own_degrees;
    if (degrees < 1) {
        return {ratios.front(), 0, std::numeric_limits<double>::infinity()};
    }
    const double sigma = standard_deviation(logs);
    const double variance =
        (prior.degrees * prior.sigma * prior.sigma + own_degrees * sigma * sigma) / degrees;
    const double half =
        student_t(confidence, degrees) * std::sqrt(variance / static_cast<double>(logs.size()));
    const double centre = mean(logs);
    return {std::exp(centre), std::exp(centre - half), std::exp(centre + half)};
}

} // namespace gilkit::measure
