#include "learn/reading/code.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

namespace gilkit::learn {

namespace {

constexpr int tab_stop = 4; // columns
// Below that many columns every one counts.
constexpr int roomy = 60;

// The lines of a program. An empty one at its end is the end of the line before.
std::vector<Glyphs> split(const Strokes& strokes, const report::Pen& pen) {
    std::vector<Glyphs> lines(1);
    for (const auto& [text, style] : strokes) {
        for (std::string_view rest = text; !rest.empty();) {
            const std::size_t end = std::min(rest.find_first_of("\n\t"), rest.size());
            append(lines.back(), pen.exact(rest.substr(0, end)), style);
            if (end < rest.size() && rest[end] == '\t') {
                const int columns = tab_stop - width_of(lines.back()) % tab_stop;
                append(lines.back(), std::string(static_cast<std::size_t>(columns), ' '), style);
            } else if (end < rest.size()) {
                lines.emplace_back();
            }
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
    if (lines.size() > 1 && lines.back().empty()) {
        lines.pop_back();
    }
    return lines;
}

std::span<const Glyph> without_spaces_at_end(std::span<const Glyph> glyphs) {
    while (!glyphs.empty() && glyphs.back().is_space()) {
        glyphs = glyphs.first(glyphs.size() - 1);
    }
    return glyphs;
}

bool is_of_a_word(const Glyph& glyph) {
    const auto first = static_cast<unsigned char>(glyph.text.front());
    return first >= 0x80 || first == '_' || std::isalnum(first) != 0;
}

// How many glyphs stand on this line; at least one. Behind a space if one is near, else behind a sign, so
// that names stay whole.
std::size_t end_of_line(std::span<const Glyph> glyphs, int room) {
    std::size_t fitting = 0;
    for (int width = 0; fitting < glyphs.size(); ++fitting) {
        width += glyphs[fitting].width;
        if (width > room) {
            break;
        }
    }
    if (fitting == glyphs.size()) {
        return fitting;
    }
    if (glyphs[fitting].is_space()) {
        return fitting + 1; // at the end of a line nobody sees it
    }
    const auto last_behind = [&](auto&& is_place) {
        std::size_t end = fitting;
        while (end > fitting / 2 && !is_place(glyphs[end - 1])) {
            --end;
        }
        return end > fitting / 2 ? end : 0;
    };
    std::size_t end = last_behind([](const Glyph& glyph) { return glyph.is_space(); });
    if (end == 0) {
        end = last_behind([](const Glyph& glyph) { return !is_of_a_word(glyph); });
    }
    return end != 0 ? end : std::max<std::size_t>(fitting, 1);
}

// What programs print is fenced as "text".
bool is_program(const Snippet& snippet) {
    return !snippet.language.empty() && snippet.language != "text";
}

std::string joined(const Strokes& strokes) {
    std::string text;
    for (const Stroke& stroke : strokes) {
        text += stroke.text;
    }
    return text;
}

} // namespace

std::vector<Strokes> strokes_of(const std::vector<Snippet>& snippets, const CodePainter& painter,
                                const report::Pen& pen) {
    std::vector<Strokes> strokes;
    std::vector<Snippet> programs;
    for (const Snippet& snippet : snippets) {
        strokes.push_back({{snippet.text, {}}});
        if (is_program(snippet)) {
            programs.push_back(snippet);
        }
    }
    if (!pen.colour() || !painter || programs.empty()) {
        return strokes;
    }
    std::vector<Strokes> painted = painter(programs);
    painted.resize(programs.size());
    auto next = painted.begin();
    for (std::size_t i = 0; i < snippets.size(); ++i) {
        if (is_program(snippets[i])) {
            if (joined(*next) == snippets[i].text) {
                strokes[i] = std::move(*next);
            }
            ++next;
        }
    }
    return strokes;
}

std::vector<std::string> code_lines(const Strokes& strokes, const report::Pen& pen, int width) {
    const int indent = width < roomy ? 2 : 4;
    const std::string blank(static_cast<std::size_t>(indent), ' ');
    // It stands in the indent, so that no column of the program is lost to it.
    Glyphs mark;
    append(mark, blank.substr(2));
    append(mark, pen.unicode() ? "↪ " : "> ", {.faint = true});

    std::vector<std::string> lines;
    for (const Glyphs& whole : split(strokes, pen)) {
        std::span<const Glyph> rest = without_spaces_at_end(whole);
        const std::string continued = paint(mark, pen);
        std::string_view start = blank;
        do {
            const std::size_t end = end_of_line(rest, width - indent);
            const auto here = without_spaces_at_end(rest.first(std::min(end, rest.size())));
            lines.push_back(here.empty() ? std::string() : std::string(start) + paint(here, pen));
            rest = rest.subspan(std::min(end, rest.size()));
            start = continued;
        } while (!rest.empty());
    }
    return lines;
}

} // namespace gilkit::learn
