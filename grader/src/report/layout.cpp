#include "report/layout.hpp"

#include "report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace gilkit::report {

namespace {

constexpr std::string_view indent = "  ";
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
            lines.push_back(fmt::format("{}{:<{}}{}", indent, shown, label_width, line));
            shown = {};
        }
    }
    return lines;
}

std::vector<std::string> table_by_cores(const std::vector<CoresRow>& rows, const Pen& pen) {
    CoresRow head{"Cores", {}};
    for (const CoresRow& row : rows) {
        for (const auto& [cores, cell] : row.cells) {
            head.cells[cores] = std::to_string(cores);
        }
    }
    const auto room = static_cast<std::size_t>((pen.width() - 2 - label_width) / column_width);
    std::vector<std::string> lines;
    const auto add = [&](const CoresRow& row, Ink ink, auto first, auto last) {
        std::string text = fmt::format("{}{:<{}}", indent, row.label, label_width);
        bool any = false;
        for (auto column = first; column != last; ++column) {
            const auto found = row.cells.find(column->first);
            const std::string cell = found == row.cells.end() ? "" : found->second;
            any = any || !cell.empty();
            text += fmt::format("{:{}}{}", "", std::max(column_width - display_width(cell), 0), cell);
        }
        if (any) {
            lines.push_back(pen.paint(ink, text.substr(0, text.find_last_not_of(' ') + 1)));
        }
    };
    // Too many columns for one line continue in a second block.
    for (auto first = head.cells.begin(); first != head.cells.end();) {
        if (!lines.empty()) {
            lines.emplace_back();
        }
        auto last = first;
        for (std::size_t taken = 0; taken < room && last != head.cells.end(); ++taken) {
            ++last;
        }
        add(head, Ink::faint, first, last);
        for (const CoresRow& row : rows) {
            add(row, Ink::plain, first, last);
        }
        first = last;
    }
    return lines;
}

} // namespace gilkit::report
