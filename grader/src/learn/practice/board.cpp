#include "learn/practice/board.hpp"

#include "content/text.hpp"
#include "report/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gilkit::learn {

namespace {

using report::Ink;

class Lines {
public:
    explicit Lines(const report::Pen& with) : pen(with) {}

    void prose(std::string_view text, Ink ink = Ink::plain) {
        for (const std::string& line : report::wrap(pen.prose(text), pen.prose_width())) {
            all.push_back(pen.paint(ink, line));
        }
    }
    void painted(const std::vector<std::string>& lines) { all.insert(all.end(), lines.begin(), lines.end()); }
    void gap() {
        if (!all.empty() && !all.back().empty()) {
            all.emplace_back();
        }
    }
    void check(const judge::Check& check, int name_width) {
        constexpr int before_name = 4;
        const report::Pen::Sign sign = pen.sign_of(check.status);
        const int indent = before_name + name_width + 2;
        const auto words = report::wrap(pen.prose(check.message), pen.prose_width() - indent);
        for (std::size_t i = 0; i < std::max<std::size_t>(words.size(), 1); ++i) {
            const std::string head = i == 0 ? fmt::format("  {} {:<{}}  ", pen.paint(sign.ink, sign.text),
                                                          pen.prose(check.name), name_width)
                                            : std::string(static_cast<std::size_t>(indent), ' ');
            all.push_back(head + (i < words.size() ? words[i] : ""));
        }
    }

    std::vector<std::string> all;

private:
    const report::Pen& pen;
};

} // namespace

std::vector<std::string> lines_of(const Board& board, const report::Pen& pen) {
    Lines lines(pen);
    if (board.report.empty()) { // which begins with the same
        lines.prose(board.title, Ink::strong);
        lines.prose(board.file, Ink::faint);
        lines.gap();
        int name_width = 0;
        for (const judge::Check& check : board.checks) {
            name_width = std::max(name_width, report::display_width(pen.prose(check.name)));
        }
        for (const judge::Check& check : board.checks) {
            lines.check(check, name_width);
        }
    } else {
        for (const std::string_view line : content::split_lines(board.report)) {
            lines.all.emplace_back(line);
        }
    }
    if (!board.state.empty()) {
        lines.gap();
        lines.prose(board.state);
    }
    if (!board.notes.empty()) {
        lines.gap();
        for (const std::string& note : board.notes) {
            lines.prose(note, Ink::unsure);
        }
    }
    if (!board.extra.empty()) {
        lines.gap();
        lines.painted(board.extra);
    }
    return std::move(lines.all);
}

namespace {

struct KeyRow {
    std::string_view key;
    std::string_view does;
    bool often = false; // stands where there is room for a few only
};

std::vector<KeyRow> keys_for(const Board& board, const report::Pen& pen) {
    std::vector<KeyRow> keys;
    if (board.is_longer) {
        keys.push_back({pen.unicode() ? "↑↓" : "up/down", "scroll", true});
    }
    keys.insert(keys.end(), {{"n", "next", true}, {"h", "hint", true}, {"r", "run"}});
    if (board.may_see_solution) {
        keys.push_back({"s", "solution"});
    }
    keys.insert(keys.end(), {{"p", "previous"}, {"l", "list"}, {"x", "reset"}, {"q", "quit", true}});
    return keys;
}

std::string row_of(const std::vector<KeyRow>& keys, const Board& board, const report::Pen& pen) {
    std::string row;
    for (const KeyRow& key : keys) {
        const bool is_due = board.passed && key.key == "n";
        row += fmt::format("{}{} {}", row.empty() ? "" : "  ", pen.paint(Ink::strong, key.key),
                           is_due ? pen.paint(Ink::good, key.does) : std::string(key.does));
    }
    return row;
}

int width_of(const std::vector<KeyRow>& keys) {
    int width = -2;
    for (const KeyRow& key : keys) {
        width += 3 + report::display_width(key.key) + static_cast<int>(key.does.size());
    }
    return width;
}

} // namespace

std::string keys_of(const Board& board, const report::Pen& pen) {
    std::vector<KeyRow> keys = keys_for(board, pen);
    if (width_of(keys) > pen.width()) {
        std::erase_if(keys, [](const KeyRow& key) { return !key.often; });
        keys.push_back({"?", "keys", true});
    }
    const std::string row = row_of(keys, board, pen);
    const int left = pen.width() - width_of(keys) - 2;
    return left < report::display_width(board.watching)
               ? row
               : row + "  " + pen.paint(Ink::faint, pen.prose(board.watching));
}

std::vector<std::string> all_keys(const Board& board, const report::Pen& pen) {
    std::vector<std::string> lines;
    for (const KeyRow& key : keys_for(board, pen)) {
        lines.push_back(fmt::format("  {:<8} {}", key.key, key.does));
    }
    return lines;
}

} // namespace gilkit::learn
