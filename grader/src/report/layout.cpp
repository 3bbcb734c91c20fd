#include "report/layout.hpp"

#include "report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace gilkit::report {

namespace {

constexpr std::string_view line_start = "  ";
constexpr int label_width = 14;
constexpr int column_width = 9;

} // namespace

std::string seconds(double value, const Pen& pen) {
    if (!std::isfinite(value)) {
        return std::string(pen.signs().dash);
    }
    constexpr double three_digits = 99.995;
    constexpr double five_digits = 99999.5;
    if (value >= five_digits) {
        return fmt::format("{:.3g} s", value);
    }
    return fmt::format("{:.{}f} s", value, value < three_digits ? 2 : 0);
}

std::string percent(double share) {
    return fmt::format("{:.0f} %", std::clamp(share, 0.0, 1.0) * 100);
}

std::vector<std::string> labelled(const std::vector<LabelledFigure>& figures, const Pen& pen) {
    std::vector<std::string> lines;
    for (const auto& [label, words] : figures) {
        std::string_view shown = label;
        for (const std::string& line : wrap(words, pen.width() - 2 - label_width)) {
            lines.push_back(fmt::format("{}{:<{}}{}", line_start, shown, label_width, line));
            shown = {};
        }
    }
    return lines;
}

std::vector<std::string> table(const TableRow& head, const std::vector<TableRow>& rows, int label_columns,
                               const Pen& pen) {
    const auto room = static_cast<std::size_t>(
        std::max((pen.width() - static_cast<int>(line_start.size()) - label_columns) / column_width, 1));
    std::vector<std::string> lines;
    const auto add = [&](const TableRow& row, Ink ink, std::size_t first, std::size_t last) {
        std::string text = fmt::format("{}{}{:{}}", line_start, row.label, "",
                                       std::max(label_columns - display_width(row.label), 0));
        bool any = false;
        for (std::size_t column = first; column < last; ++column) {
            const std::string& cell = row.cells.at(column);
            any = any || !cell.empty();
            text += fmt::format("{:{}}{}", "", std::max(column_width - display_width(cell), 0), cell);
        }
        if (any) {
            lines.push_back(pen.paint(ink, text.substr(0, text.find_last_not_of(' ') + 1)));
        }
    };
    // Too many columns for one line continue in a second block.
    for (std::size_t first = 0; first < head.cells.size(); first += room) {
        if (!lines.empty()) {
            lines.emplace_back();
        }
        const std::size_t last = std::min(first + room, head.cells.size());
        add(head, Ink::faint, first, last);
        for (const TableRow& row : rows) {
            add(row, Ink::plain, first, last);
        }
    }
    return lines;
}

std::vector<std::string> table_by_cores(const std::vector<CoresRow>& rows, const Pen& pen) {
    std::map<int, std::string> columns;
    for (const CoresRow& row : rows) {
        for (const auto& [cores, cell] : row.cells) {
            columns[cores] = std::to_string(cores);
        }
    }
    TableRow head{"Cores", {}};
    for (const auto& [cores, name] : columns) {
        head.cells.push_back(name);
    }
    std::vector<TableRow> plain;
    for (const CoresRow& row : rows) {
        TableRow each{std::string(row.label), {}};
        for (const auto& [cores, name] : columns) {
            const auto found = row.cells.find(cores);
            each.cells.push_back(found == row.cells.end() ? "" : found->second);
        }
        plain.push_back(std::move(each));
    }
    return table(head, plain, label_width, pen);
}

} // namespace gilkit::report
