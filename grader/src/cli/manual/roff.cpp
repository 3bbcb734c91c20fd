#include "cli/manual/roff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace gilkit::cli::manual {

namespace {

// Where a path may go on in the next line of a narrow terminal.
constexpr std::string_view break_point = "\\:";
constexpr std::size_t fill_column = 78; // mandoc's linter objects to lines of more than 80 bytes

// The code point at the front of `text`, taken off it. What is not UTF-8 is U+FFFD.
std::uint32_t take_code_point(std::string_view& text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    const std::size_t length = first < 0x80U ? 1U : first < 0xe0U ? 2U : first < 0xf0U ? 3U : 4U;
    std::uint32_t code = length == 1 ? first : first & (0xffU >> (length + 1));
    bool good = first < 0x80U || (first >= 0xc2U && first < 0xf5U);
    good = good && length <= text.size();
    for (std::size_t i = 1; good && i < length; ++i) {
        good = (byte(i) & 0xc0U) == 0x80U;
        code = code << 6U | (byte(i) & 0x3fU);
    }
    text.remove_prefix(good ? length : 1);
    return good ? code : 0xfffdU;
}

std::string escaped(std::uint32_t code) {
    switch (code) {
    case '\\':
        return "\\(rs";
    case '-':
        return "\\-";
    case '\'':
        return "\\(aq";
    case '"':
        return "\\(dq";
    case '`':
        return "\\(ga";
    case '^':
        return "\\(ha";
    case '~':
        return "\\(ti";
    default:
        break;
    }
    if (code < ' ' || code == 0x7fU) {
        return " ";
    }
    return code < 0x80U ? std::string(1, static_cast<char>(code)) : fmt::format("\\[u{:04X}]", code);
}

std::string with_guard(const std::string& line) {
    return line.starts_with('.') ? "\\&" + line : line;
}

std::string in_face(Face face, const std::string& escaped_text) {
    if (face == Face::roman || escaped_text.empty()) {
        return escaped_text;
    }
    return (face == Face::bold ? "\\fB" : "\\fI") + escaped_text + "\\fR";
}

// All of it in one line. A word that is set in a face of its own begins with a backslash.
std::string line_of(const Pieces& pieces) {
    std::string line;
    for (const Piece& piece : pieces) {
        line += in_face(piece.face, roff_escaped(piece.text));
    }
    return with_guard(line);
}

} // namespace

std::string roff_escaped(std::string_view text) {
    std::string result;
    bool in_path = false;
    while (!text.empty()) {
        const std::uint32_t code = take_code_point(text);
        in_path = code == '/' || (in_path && code != ' ');
        result += escaped(code);
        if (code == '/' || (code == '.' && in_path && !text.empty() && text.front() != ' ')) {
            result += break_point;
        }
    }
    return result;
}

Pieces prose(std::string_view text) {
    Pieces pieces;
    while (!text.empty()) {
        const std::size_t open = text.find('`');
        const std::size_t close = open == std::string_view::npos ? open : text.find('`', open + 1);
        if (close == std::string_view::npos) {
            pieces.push_back({Face::roman, std::string(text)});
            break;
        }
        pieces.push_back({Face::roman, std::string(text.substr(0, open))});
        pieces.push_back({Face::bold, std::string(text.substr(open + 1, close - open - 1))});
        text.remove_prefix(close + 1);
    }
    return pieces;
}

RoffPage::RoffPage(std::string_view name, std::string_view date, std::string_view source) {
    std::string title(name); // in capitals, as man(1) shows it
    std::ranges::transform(title, title.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    text_ = fmt::format(".TH \"{}\" 1 \"{}\" \"{}\" \"User Commands\"\n.nr HY 0\n.ad l\n",
                        roff_escaped(title), date, roff_escaped(source));
}

void RoffPage::section(std::string_view title) {
    text_ += fmt::format(".SH \"{}\"\n", roff_escaped(title));
    headed_ = true;
}

void RoffPage::subsection(std::string_view title) {
    text_ += fmt::format(".SS \"{}\"\n", roff_escaped(title));
    headed_ = true;
}

void RoffPage::paragraph(const Pieces& pieces) {
    begin_paragraph();
    lines_of(pieces);
}

void RoffPage::line(const Pieces& pieces) {
    text_ += line_of(pieces) + "\n";
    headed_ = false;
}

void RoffPage::line_break() {
    text_ += ".br\n";
}

void RoffPage::entry(const Pieces& term, const Pieces& pieces) {
    text_ += ".TP\n" + line_of(term) + "\n";
    headed_ = false;
    lines_of(pieces);
}

void RoffPage::verbatim(const std::vector<std::string>& lines) {
    begin_paragraph();
    text_ += ".RS 4\n.EX\n";
    for (const std::string& line : lines) {
        text_ += line.empty() ? "\n" : with_guard(roff_escaped(line)) + "\n";
    }
    text_ += ".EE\n.RE\n";
}

void RoffPage::begin_paragraph() {
    text_ += headed_ ? "" : ".PP\n";
    headed_ = false;
}

void RoffPage::lines_of(const Pieces& pieces) {
    // Broken between words, where the escapes of a word stay with it.
    std::string rest = line_of(pieces);
    while (rest.size() > fill_column) {
        std::size_t space = rest.rfind(' ', fill_column);
        space = space == std::string::npos || space == 0 ? rest.find(' ') : space;
        if (space == std::string::npos) {
            break;
        }
        text_ += rest.substr(0, space) + "\n";
        const std::size_t next = rest.find_first_not_of(' ', space);
        rest = next == std::string::npos ? "" : with_guard(rest.substr(next));
    }
    text_ += rest.empty() ? "" : rest + "\n";
}

} // namespace gilkit::cli::manual
