// How the figures of a report are laid out: units, labelled lines, a table over numbers of cores.
#pragma once

#include "report/pen.hpp"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gilkit::report {

std::string seconds(double value, const Pen& pen); // "1.23 s"
std::string percent(double share);                 // 0.5 → "50 %"

// Label and safe words.
using LabelledFigure = std::pair<std::string_view, std::string>;

// Whole lines, indented by two columns: the labels in a column of their own, the words wrapped beside them.
std::vector<std::string> labelled(const std::vector<LabelledFigure>& figures, const Pen& pen);

struct TableRow {
    std::string label;              // safe text, as are the cells
    std::vector<std::string> cells; // one for each column; an empty one stays blank
};

// Whole lines, indented by two columns: the labels in a column of `label_columns`, then the cells, as many
// blocks as the width asks for. Rows without a cell in a block are left out of it.
std::vector<std::string> table(const TableRow& head, const std::vector<TableRow>& rows, int label_columns,
                               const Pen& pen);

struct CoresRow {
    std::string_view label;
    std::map<int, std::string> cells; // number of cores → safe text
};

// Whole lines, indented by two columns: a column for each number of cores that any row has, as many blocks as
// the width asks for. Rows without cells are left out; no lines where none has any.
std::vector<std::string> table_by_cores(const std::vector<CoresRow>& rows, const Pen& pen);

} // namespace gilkit::report
