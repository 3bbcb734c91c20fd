#include "learn/reading/screens.hpp"

#include <algorithm>
#include <cstddef>

namespace gilkit::learn {

namespace {

struct Row {
    std::string text;
    bool may_begin = false; // a screen
    bool is_gap = false;
};

bool is_whole(const Passage& passage, std::size_t height) {
    return passage.kind == Passage::Kind::heading ||
           ((passage.kind == Passage::Kind::code || passage.kind == Passage::Kind::table) &&
            passage.lines.size() <= height);
}

// How tall the headings are that stand directly before a passage, gaps included.
std::size_t height_of_headings(const Passages& passages, std::size_t index) {
    std::size_t height = 0;
    for (; index > 0 && passages[index - 1].kind == Passage::Kind::heading; --index) {
        height += passages[index - 1].lines.size() + (passages[index].gap ? 1 : 0);
    }
    return height;
}

bool may_begin(const Passages& passages, std::size_t index, std::size_t height) {
    const std::size_t headings = height_of_headings(passages, index);
    const Passage& passage = passages[index];
    return headings == 0 || (passage.kind != Passage::Kind::heading && is_whole(passage, height) &&
                             headings + passage.lines.size() > height);
}

std::vector<Row> rows_of(const Passages& passages, std::size_t height) {
    constexpr std::size_t company = 2; // lines that stay together at either end
    std::vector<Row> rows;
    for (std::size_t index = 0; index < passages.size(); ++index) {
        const Passage& passage = passages[index];
        if (passage.gap) {
            rows.push_back({*passage.gap, false, true});
        }
        for (std::size_t line = 0; line < passage.lines.size(); ++line) {
            const bool between = line == 0 ? may_begin(passages, index, height)
                                           : !is_whole(passage, height) && line >= company &&
                                                 passage.lines.size() - line >= company;
            rows.push_back({passage.lines[line], between, false});
        }
    }
    return rows;
}

} // namespace

std::vector<std::vector<std::string>> screens_of(const Passages& passages, int height) {
    const auto most = static_cast<std::size_t>(std::max(height, 1));
    const std::vector<Row> rows = rows_of(passages, most);
    std::vector<std::vector<std::string>> screens;
    for (std::size_t begin = 0; begin < rows.size();) {
        if (rows[begin].is_gap) {
            ++begin;
            continue;
        }
        std::size_t end = std::min(begin + most, rows.size());
        // The gap before a passage may be what no longer fits.
        for (std::size_t cut = end; end < rows.size() && cut > begin; --cut) {
            if (rows[cut].may_begin || (rows[cut].is_gap && rows[cut + 1].may_begin)) {
                end = cut;
                break;
            }
        }
        std::vector<std::string> screen;
        for (std::size_t i = begin; i < end; ++i) {
            screen.push_back(rows[i].text);
        }
        if (rows[end - 1].is_gap) {
            screen.pop_back();
        }
        screens.push_back(std::move(screen));
        begin = end;
    }
    return screens;
}

} // namespace gilkit::learn
