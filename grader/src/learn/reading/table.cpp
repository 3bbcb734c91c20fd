#include "learn/reading/table.hpp"

#include "learn/reading/running_text.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>

namespace gilkit::learn {

namespace {

using markdown::Align;
using Row = std::vector<Glyphs>;

constexpr int between_columns = 2;
// A cell of more lines than that is read more easily on its own.
constexpr std::size_t most_lines = 4;

struct Cells {
    Row head;
    std::vector<Row> rows;
    std::vector<Align> aligns;
};

Row row_of(const std::vector<markdown::Inline>& cells, const report::Pen& pen) {
    Row row;
    for (const markdown::Inline& cell : cells) {
        row.push_back(one_line_of(cell, pen));
    }
    return row;
}

Cells cells_of(const markdown::Table& table, const report::Pen& pen) {
    Cells cells{row_of(table.head, pen), {}, table.aligns};
    for (Glyphs& cell : cells.head) {
        for (Glyph& glyph : cell) {
            glyph.style.bold = true;
        }
    }
    for (const auto& row : table.rows) {
        cells.rows.push_back(row_of(row, pen));
    }
    return cells;
}

int longest_word(const Glyphs& cell) {
    int longest = 0;
    int word = 0;
    for (const Glyph& glyph : cell) {
        word = glyph.is_space() ? 0 : word + glyph.width;
        longest = std::max(longest, word);
    }
    return longest;
}

// The most that `measure` finds in each column.
std::vector<int> most_of(const Cells& cells, int (*measure)(const Glyphs&)) {
    std::vector<int> most;
    for (std::size_t column = 0; column < cells.head.size(); ++column) {
        int value = std::max(measure(cells.head[column]), 1);
        for (const Row& row : cells.rows) {
            value = std::max(value, measure(row[column]));
        }
        most.push_back(value);
    }
    return most;
}

// Columns of text that each column of the table gets; nullopt when they are too few to leave words whole.
std::optional<std::vector<int>> fitted(const Cells& cells, int width) {
    const int gaps = between_columns * (static_cast<int>(cells.head.size()) - 1);
    const std::vector<int> least = most_of(cells, longest_word);
    if (std::accumulate(least.begin(), least.end(), gaps) > width) {
        return std::nullopt;
    }
    std::vector<int> widths = most_of(cells, [](const Glyphs& cell) { return width_of(cell); });
    // What is too much is taken from the widest that can give, one by one: short cells stay on one line.
    for (int total = std::accumulate(widths.begin(), widths.end(), gaps); total > width; --total) {
        std::size_t giver = 0;
        for (std::size_t column = 1; column < widths.size(); ++column) {
            const bool gives = widths[column] > least[column];
            if (gives && (widths[giver] <= least[giver] || widths[column] > widths[giver])) {
                giver = column;
            }
        }
        --widths[giver];
    }
    return widths;
}

void append_blanks(Glyphs& glyphs, int count) {
    append(glyphs, std::string(static_cast<std::size_t>(std::max(count, 0)), ' '));
}

void append_aligned(Glyphs& line, const Glyphs& cell, Align align, int width) {
    const int spare = width - width_of(cell);
    const int before = align == Align::right ? spare : align == Align::centre ? spare / 2 : 0;
    append_blanks(line, before);
    line.insert(line.end(), cell.begin(), cell.end());
    append_blanks(line, spare - before);
}

using Block = std::vector<Glyphs>; // the lines of a row

Block in_columns(const Row& row, const std::vector<Align>& aligns, const std::vector<int>& widths) {
    std::vector<Block> cells;
    std::size_t height = 1;
    for (std::size_t column = 0; column < row.size(); ++column) {
        cells.push_back(wrap(row[column], widths[column]));
        height = std::max(height, cells.back().size());
    }
    Block lines(height);
    for (std::size_t number = 0; number < height; ++number) {
        for (std::size_t column = 0; column < row.size(); ++column) {
            append_blanks(lines[number], column == 0 ? 0 : between_columns);
            append_aligned(lines[number], number < cells[column].size() ? cells[column][number] : Glyphs(),
                           aligns[column], widths[column]);
        }
        while (!lines[number].empty() && lines[number].back().is_space()) {
            lines[number].pop_back();
        }
    }
    return lines;
}

Glyphs line_below_head(const std::vector<int>& widths, const report::Pen& pen) {
    Glyphs line;
    for (const int width : widths) {
        append_blanks(line, line.empty() ? 0 : between_columns);
        for (int i = 0; i < width; ++i) {
            append(line, pen.signs().between, {.faint = true});
        }
    }
    return line;
}

// nullopt when it would not be easy to read.
std::optional<std::vector<Glyphs>> columns(const Cells& cells, const report::Pen& pen, int width) {
    const auto widths = fitted(cells, width);
    if (!widths) {
        return std::nullopt;
    }
    std::vector<Glyphs> lines = in_columns(cells.head, cells.aligns, *widths);
    lines.push_back(line_below_head(*widths, pen));
    std::vector<Block> rows;
    std::size_t tallest = 1;
    for (const Row& row : cells.rows) {
        rows.push_back(in_columns(row, cells.aligns, *widths));
        tallest = std::max(tallest, rows.back().size());
    }
    if (tallest > most_lines) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i > 0 && tallest > 1) {
            lines.emplace_back(); // else nobody could tell where a row ends
        }
        lines.insert(lines.end(), rows[i].begin(), rows[i].end());
    }
    return lines;
}

std::vector<Glyphs> row_by_row(const Cells& cells, int width) {
    std::vector<Glyphs> lines;
    for (const Glyphs& name : cells.rows.empty() ? cells.head : Row()) {
        const auto wrapped = wrap(name, width);
        lines.insert(lines.end(), wrapped.begin(), wrapped.end());
    }
    for (const Row& row : cells.rows) {
        for (std::size_t column = 0; column < row.size(); ++column) {
            Glyphs labelled = cells.head[column];
            append(labelled, labelled.empty() ? "" : ": ");
            labelled.insert(labelled.end(), row[column].begin(), row[column].end());
            // What goes on stands further in than what begins.
            int indent = column == 0 ? 0 : 2;
            for (const Glyphs& each : wrap(labelled, width - 4)) {
                Glyphs& line = lines.emplace_back();
                append_blanks(line, std::exchange(indent, 4));
                line.insert(line.end(), each.begin(), each.end());
            }
        }
    }
    return lines;
}

} // namespace

std::vector<std::string> table_lines(const markdown::Table& table, const report::Pen& pen, int width,
                                     bool by_row) {
    const Cells cells = cells_of(table, pen);
    std::optional<std::vector<Glyphs>> lines;
    if (!by_row) {
        lines = columns(cells, pen, width);
    }
    std::vector<std::string> painted;
    for (const Glyphs& line : lines ? *lines : row_by_row(cells, width)) {
        painted.push_back(paint(line, pen));
    }
    return painted;
}

} // namespace gilkit::learn
