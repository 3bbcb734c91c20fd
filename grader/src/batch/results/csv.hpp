// Rows for a spreadsheet (RFC 4180).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gilkit::batch {

// A cell that is text. Spreadsheets take what begins with = + - @, a tab or a line end for a formula, and
// what students chose could be one: an apostrophe before it makes it a text. Control characters and bytes
// that are no UTF-8 are shown escaped.
std::string csv_text(std::string_view hostile);

// A line, with the line end that the RFC asks for. The cells are csv_text() or figures.
std::string csv_row(const std::vector<std::string>& cells);

} // namespace gilkit::batch
