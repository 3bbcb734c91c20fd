// Statistics of a few noisy ratios. Pure functions, defined for zero, one and constant samples.
#pragma once

#include <span>

namespace gilkit::measure {

double mean(std::span<const double> values);               // 0 for none
double median(std::span<const double> values);             // 0 for none
double standard_deviation(std::span<const double> values); // of a sample (n - 1); 0 for fewer than two

// Where some figures lie.
struct Spread {
    double median = 0;
    double low = 0; // the least
    double high = 0;
};
Spread spread_of(std::span<const double> values); // zeros for none

// Two-sided quantile of Student's t: P(|T| > t) = 1 - confidence, for `degrees` >= 1 degrees of freedom.
double student_t(double confidence, int degrees);

struct Estimate {
    double value = 0;
    double low = 0;
    double high = 0;
};

// What is known about the spread of a logarithm before the first sample: as if `degrees` + 1 earlier samples
// had shown a standard deviation of `sigma`.
struct Prior {
    double sigma = 0.1;
    int degrees = 8;
};

// The typical ratio among positive `ratios` and its confidence interval. Ratios multiply, so all is done on
// their logarithms: geometric mean, and a t interval whose variance is the prior's and the sample's, weighted
// by their degrees of freedom (the posterior under a scaled inverse chi-squared prior; Gelman et al.,
// Bayesian Data Analysis, 3.3). So two samples that agree by chance don't look like certainty, and two that
// don't agree don't look like nothing. No sample: {0, 0, infinity}; one sample and a prior of no degrees:
// {the sample, 0, infinity}.
Estimate ratio_estimate(std::span<const double> ratios, double confidence, const Prior& prior);

} // namespace gilkit::measure
