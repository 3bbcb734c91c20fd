#include "report/compare.hpp"

#include "report/text.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <span>

namespace gilkit::report {

namespace {

using Cells = std::span<const Cell>;

int width_of(Cells cells) {
    return std::accumulate(cells.begin(), cells.end(), 0,
                           [](int sum, const Cell& cell) { return sum + cell.width; });
}

// Answers can be megabytes: only the bytes around the first difference are looked at closely.
struct Excerpt {
    std::vector<Cell> cells;
    bool cut_behind = false;
};

struct Excerpts {
    Excerpt expected;
    Excerpt actual;
    bool cut_before = false;
};

bool continues_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

Excerpts around_difference(std::string_view expected, std::string_view actual, bool unicode) {
    constexpr std::size_t before = 2048;
    constexpr std::size_t length = 8192;
    const auto parting = std::ranges::mismatch(expected, actual).in1 - expected.begin();
    auto start = static_cast<std::size_t>(parting);
    start = start > before ? start - before : 0;
    // Up to here both are the same bytes, so a start between two characters is one in both.
    for (int step = 0;
         step < 3 && start > 0 && start < expected.size() && continues_character(expected[start]); ++step) {
        --start;
    }
    const auto excerpt = [&](std::string_view text) {
        return Excerpt{to_cells(text.substr(start, length), unicode, Wording::exact),
                       text.size() > start + length};
    };
    return {excerpt(expected), excerpt(actual), start > 0};
}

std::string window(Cells cells, bool cut_before, bool cut_behind, int width, std::string_view ellipsis) {
    std::string text(cut_before ? ellipsis : std::string_view());
    int left = width - (cut_before ? display_width(ellipsis) : 0);
    const bool all = !cut_behind && width_of(cells) <= left;
    if (!all) {
        left -= display_width(ellipsis);
    }
    for (const Cell& cell : cells) {
        left -= cell.width;
        if (left < 0) {
            break;
        }
        text += cell.text;
    }
    if (!all) {
        text += ellipsis;
    }
    return text;
}

} // namespace

Comparison compare(std::string_view expected, std::string_view actual, int width, bool unicode,
                   std::string_view ellipsis) {
    const Excerpts excerpts = around_difference(expected, actual, unicode);
    const std::vector<Cell>& wanted = excerpts.expected.cells;
    const std::vector<Cell>& given = excerpts.actual.cells;
    const auto parting = std::ranges::mismatch(wanted, given, {}, &Cell::text, &Cell::text);
    const auto same = static_cast<std::size_t>(parting.in1 - wanted.begin());

    std::size_t start = 0;
    const bool cut = excerpts.cut_before || excerpts.expected.cut_behind || excerpts.actual.cut_behind;
    if (cut || width_of(wanted) > width || width_of(given) > width) {
        // Half of the line is what leads to the difference, the other half what follows it.
        int room = width / 2 - display_width(ellipsis);
        start = same;
        while (start > 0 && room >= wanted[start - 1].width) {
            --start;
            room -= wanted[start].width;
        }
    }
    const bool cut_before = excerpts.cut_before || start > 0;
    Comparison comparison;
    comparison.expected =
        window(Cells(wanted).subspan(start), cut_before, excerpts.expected.cut_behind, width, ellipsis);
    comparison.actual =
        window(Cells(given).subspan(start), cut_before, excerpts.actual.cut_behind, width, ellipsis);
    if (expected != actual) {
        comparison.difference =
            width_of(Cells(wanted).subspan(start, same - start)) + (cut_before ? display_width(ellipsis) : 0);
    }
    return comparison;
}

} // namespace gilkit::report
