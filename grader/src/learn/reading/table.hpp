// A table in columns that fit, or row by row where they would be too narrow to read.
#pragma once

#include "learn/reading/document.hpp"
#include "report/pen.hpp"

#include <string>
#include <vector>

namespace gilkit::learn {

// Lines of at most `width` columns, painted. Where columns don't fit, and for whom wants no columns at all,
// each cell stands on a line of its own behind the name of its column, and the first of a row is the row's
// name.
std::vector<std::string> table_lines(const markdown::Table& table, const report::Pen& pen, int width,
                                     bool by_row);

} // namespace gilkit::learn
