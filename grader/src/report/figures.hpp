// The figures of a measurement as text: a gauge of the speedup, a table over numbers of cores, and what the
// rest of the figures say in words.
#pragma once

#include "judge/result.hpp"
#include "report/pen.hpp"

#include <optional>
#include <string>
#include <vector>

namespace gilkit::report {

// Each gives whole lines, indented by two columns; no lines where the measurement lacks what it shows.
std::vector<std::string> speedup_gauge(const judge::Measurement& measurement, const Pen& pen);
std::vector<std::string> cores_table(const judge::Measurement& measurement, const Pen& pen);
// `score`: partial credit from 0 to 1.
std::vector<std::string> figures_in_words(const judge::Measurement& measurement,
                                          const std::optional<double>& score, const Pen& pen);

} // namespace gilkit::report
