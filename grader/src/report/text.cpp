#include "report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace gilkit::report {

namespace {

struct Range {
    char32_t first;
    char32_t last;
};

bool contains(const Range* begin, const Range* end, char32_t code_point) {
    return std::any_of(begin, end,
                       [=](Range range) { return range.first <= code_point && code_point <= range.last; });
}

// Unicode's category Cf and the separators Zl and Zp, rounded up to whole runs.
constexpr std::array unprintable = {
    Range{0x00, 0x1F},     Range{0x7F, 0x9F},     Range{0xAD, 0xAD},       Range{0x600, 0x605},
    Range{0x61C, 0x61C},   Range{0x6DD, 0x6DD},   Range{0x70F, 0x70F},     Range{0x8E2, 0x8E2},
    Range{0x180E, 0x180E}, Range{0x200B, 0x200F}, Range{0x2028, 0x202E},   Range{0x2060, 0x206F},
    Range{0xFEFF, 0xFEFF}, Range{0xFFF0, 0xFFFB}, Range{0xE0000, 0xE0FFF},
};

// East Asian Width W and F, and the emoji blocks as wholes: a column too many in a count only ends a line
// early.
constexpr std::array wide = {
    Range{0x1100, 0x115F},   Range{0x231A, 0x231B},   Range{0x2329, 0x232A},   Range{0x23E9, 0x23F3},
    Range{0x2614, 0x2615},   Range{0x2648, 0x2653},   Range{0x26A1, 0x26A1},   Range{0x26BD, 0x26C5},
    Range{0x26CE, 0x26D4},   Range{0x26EA, 0x26FD},   Range{0x2705, 0x2705},   Range{0x270A, 0x270B},
    Range{0x2728, 0x2728},   Range{0x274C, 0x274E},   Range{0x2753, 0x2757},   Range{0x2795, 0x2797},
    Range{0x27B0, 0x27BF},   Range{0x2B1B, 0x2B1C},   Range{0x2B50, 0x2B55},   Range{0x2E80, 0x303E},
    Range{0x3041, 0x4DBF},   Range{0x4E00, 0xA4CF},   Range{0xA960, 0xA97F},   Range{0xAC00, 0xD7A3},
    Range{0xF900, 0xFAFF},   Range{0xFE10, 0xFE19},   Range{0xFE30, 0xFE6F},   Range{0xFF00, 0xFF60},
    Range{0xFFE0, 0xFFE6},   Range{0x16FE0, 0x1B2FF}, Range{0x1F004, 0x1F004}, Range{0x1F0CF, 0x1F0CF},
    Range{0x1F18E, 0x1F19A}, Range{0x1F1E6, 0x1F64F}, Range{0x1F680, 0x1F6FF}, Range{0x1F7E0, 0x1F7F0},
    Range{0x1F900, 0x1FAFF}, Range{0x20000, 0x3FFFD},
};

constexpr std::array combining = {
    Range{0x300, 0x36F},   Range{0x483, 0x489},   Range{0x591, 0x5BD},   Range{0x64B, 0x65F},
    Range{0x1AB0, 0x1AFF}, Range{0x1DC0, 0x1DFF}, Range{0x20D0, 0x20F0}, Range{0xFE20, 0xFE2F},
};

// Unicode's category Zs without the space itself: in an answer it must not pass for a space.
bool is_odd_space(char32_t code_point) {
    return code_point == 0xA0 || code_point == 0x1680 || (code_point >= 0x2000 && code_point <= 0x200A) ||
           code_point == 0x202F || code_point == 0x205F || code_point == 0x3000;
}

int width_of(char32_t code_point) {
    if (code_point < 0x300) {
        return 1;
    }
    if (contains(combining.begin(), combining.end(), code_point)) {
        return 0;
    }
    return contains(wide.begin(), wide.end(), code_point) ? 2 : 1;
}

std::string escape_sequence(char32_t code_point) {
    switch (code_point) {
    case U'\n':
        return "\\n";
    case U'\r':
        return "\\r";
    case U'\t':
        return "\\t";
    default:
        break;
    }
    const auto number = static_cast<unsigned>(code_point);
    if (number < 0x80) {
        return fmt::format("\\x{:02x}", number);
    }
    return number > 0xFFFF ? fmt::format("\\U{:08x}", number) : fmt::format("\\u{:04x}", number);
}

std::string_view ascii_spelling(char32_t code_point) {
    switch (code_point) {
    case U'×':
        return "x";
    case U'–':
    case U'—':
    case U'−':
    case U'·':
        return "-";
    case U'…':
        return "...";
    case U'‘':
    case U'’':
        return "'";
    case U'“':
    case U'”':
        return "\"";
    case U'≤':
        return "<=";
    case U'≥':
        return ">=";
    case U'→':
        return "->";
    case U'\u00A0':
    case U'\u202F':
        return " ";
    default:
        return {};
    }
}

Cell cell_of(std::string_view bytes, std::optional<char32_t> code_point, bool unicode, Wording wording) {
    if (!code_point) {
        const std::string escaped = fmt::format("\\x{:02x}", static_cast<unsigned char>(bytes.front()));
        return {escaped, static_cast<int>(escaped.size())};
    }
    const bool looks_like_space = wording == Wording::exact && is_odd_space(*code_point);
    if (!is_unprintable(*code_point) && !looks_like_space && (unicode || *code_point < 0x80)) {
        return {std::string(bytes), width_of(*code_point)};
    }
    std::string spelling;
    if (wording == Wording::prose) {
        spelling = ascii_spelling(*code_point);
    }
    if (spelling.empty()) {
        spelling = escape_sequence(*code_point);
    }
    const auto width = static_cast<int>(spelling.size());
    return {std::move(spelling), width};
}

// Safe text decodes to itself.
std::vector<Cell> cells_of_safe(std::string_view safe_text) {
    return to_cells(safe_text, true, Wording::prose);
}

int total_width(const std::vector<Cell>& cells) {
    int width = 0;
    for (const Cell& cell : cells) {
        width += cell.width;
    }
    return width;
}

} // namespace

std::optional<char32_t> next_code_point(std::string_view text, std::size_t& position) {
    const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
    const std::size_t start = position++;
    const unsigned char lead = byte(start);
    if (lead < 0x80) {
        return lead;
    }
    // A lead byte below 0xC2 is a continuation or begins an overlong form.
    const std::size_t length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    if (length == 0 || text.size() - start < length) {
        return std::nullopt;
    }
    auto code_point = static_cast<char32_t>(lead & (0xFFU >> (length + 1)));
    for (std::size_t index = start + 1; index < start + length; ++index) {
        if ((byte(index) & 0xC0U) != 0x80U) {
            return std::nullopt;
        }
        code_point = (code_point << 6U) | (byte(index) & 0x3FU);
    }
    constexpr std::array smallest = {0U, 0U, 0x80U, 0x800U, 0x10000U};
    const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    if (code_point < smallest.at(length) || surrogate || code_point > 0x10FFFF) {
        return std::nullopt;
    }
    position = start + length;
    return code_point;
}

bool is_unprintable(char32_t code_point) {
    return contains(unprintable.begin(), unprintable.end(), code_point);
}

std::string no_command(std::string_view line) {
    std::size_t begin = 0;
    for (std::size_t next = 0; next < line.size(); begin = next) {
        const auto code_point = next_code_point(line, next);
        const bool is_space =
            code_point && (std::u32string_view(U" \t").find(*code_point) != std::u32string_view::npos ||
                           is_odd_space(*code_point));
        if (!is_space) {
            break;
        }
    }
    std::string inert(line);
    if (line.substr(begin).starts_with("::")) {
        inert.insert(begin + 1, " ");
    }
    for (const std::string_view command : {"##[", "##vso["}) {
        for (std::size_t at = 0; (at = inert.find(command, at)) != std::string::npos;) {
            inert.insert(++at, " ");
        }
    }
    return inert;
}

std::vector<Cell> to_cells(std::string_view hostile, bool unicode, Wording wording) {
    std::vector<Cell> cells;
    cells.reserve(hostile.size());
    for (std::size_t position = 0; position < hostile.size();) {
        const std::size_t start = position;
        const std::optional<char32_t> code_point = next_code_point(hostile, position);
        cells.push_back(cell_of(hostile.substr(start, position - start), code_point, unicode, wording));
    }
    return cells;
}

std::string safe(std::string_view hostile, bool unicode, Wording wording) {
    std::string text;
    for (const Cell& cell : to_cells(hostile, unicode, wording)) {
        text += cell.text;
    }
    return text;
}

int display_width(std::string_view safe_text) {
    return total_width(cells_of_safe(safe_text));
}

std::string keep_start(std::string_view safe_text, int width, std::string_view ellipsis) {
    const std::vector<Cell> cells = cells_of_safe(safe_text);
    if (total_width(cells) <= width) {
        return std::string(safe_text);
    }
    int left = width - display_width(ellipsis);
    std::string kept;
    for (const Cell& cell : cells) {
        left -= cell.width;
        if (left < 0) {
            break;
        }
        kept += cell.text;
    }
    return kept.append(ellipsis);
}

std::string keep_end(std::string_view safe_text, int width, std::string_view ellipsis) {
    const std::vector<Cell> cells = cells_of_safe(safe_text);
    if (total_width(cells) <= width) {
        return std::string(safe_text);
    }
    int left = width - display_width(ellipsis);
    auto first = cells.end();
    while (first != cells.begin() && left >= std::prev(first)->width) {
        --first;
        left -= first->width;
    }
    std::string kept(ellipsis);
    for (; first != cells.end(); ++first) {
        kept += first->text;
    }
    return kept;
}

std::string keep_ends(std::string_view safe_text, int width, std::string_view ellipsis) {
    if (display_width(safe_text) <= width) {
        return std::string(safe_text);
    }
    const int left = std::max(width - display_width(ellipsis), 0);
    const int at_end = left / 2;
    return keep_start(safe_text, left - at_end, "").append(ellipsis) + keep_end(safe_text, at_end, "");
}

std::vector<std::string> wrap(std::string_view safe_text, int width) {
    std::vector<std::string> lines;
    std::string line;
    int line_width = 0;
    const auto end_line = [&] {
        lines.push_back(std::move(line));
        line.clear();
        line_width = 0;
    };
    std::string_view rest = safe_text;
    while (true) {
        const std::size_t start = rest.find_first_not_of(' ');
        if (start == std::string_view::npos) {
            break;
        }
        const std::string_view word = rest.substr(start, rest.find(' ', start) - start);
        rest.remove_prefix(start + word.size());
        const std::vector<Cell> cells = cells_of_safe(word);
        const int word_width = total_width(cells);
        if (line_width > 0 && line_width + 1 + word_width > width) {
            end_line();
        } else if (line_width > 0) {
            line += ' ';
            ++line_width;
        }
        for (const Cell& cell : cells) {
            if (line_width > 0 && line_width + cell.width > width) {
                end_line();
            }
            line += cell.text;
            line_width += cell.width;
        }
    }
    if (!line.empty()) {
        end_line();
    }
    return lines;
}

} // namespace gilkit::report
