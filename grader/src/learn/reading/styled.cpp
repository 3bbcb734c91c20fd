#include "learn/reading/styled.hpp"

#include "report/text.hpp"

#include <fmt/format.h>

#include <utility>

namespace gilkit::learn {

namespace {

std::string codes_of(const Style& style) {
    std::string codes;
    const auto add = [&](int code) { codes += fmt::format("{}{}", codes.empty() ? "" : ";", code); };
    for (const auto& [on, code] :
         {std::pair{style.bold, 1}, std::pair{style.faint, 2}, std::pair{style.italic, 3},
          std::pair{style.underlined, 4}, std::pair{style.struck, 9}}) {
        if (on) {
            add(code);
        }
    }
    if (style.colour != Colour::none) {
        add(static_cast<int>(style.colour));
    }
    return codes;
}

} // namespace

void append(Glyphs& glyphs, std::string_view safe_text, Style style) {
    // Safe text decodes to itself.
    for (report::Cell& cell : report::to_cells(safe_text, true, report::Wording::prose)) {
        glyphs.push_back({std::move(cell.text), cell.width, style});
    }
}

int width_of(std::span<const Glyph> glyphs) {
    int width = 0;
    for (const Glyph& glyph : glyphs) {
        width += glyph.width;
    }
    return width;
}

std::vector<Glyphs> wrap(const Glyphs& glyphs, int width) {
    std::string plain;
    for (const Glyph& glyph : glyphs) {
        plain += glyph.text;
    }
    // The lines hold the same characters in the same order, but for spaces: they take their styles back.
    std::vector<Glyphs> lines;
    auto next = glyphs.begin();
    for (const std::string& each : report::wrap(plain, width)) {
        Glyphs line;
        append(line, each);
        for (Glyph& glyph : line) {
            if (glyph.is_space()) {
                glyph.style = next->style;
                continue;
            }
            while (next->is_space()) {
                ++next;
            }
            glyph.style = (next++)->style;
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

std::string paint(std::span<const Glyph> glyphs, const report::Pen& pen) {
    std::string line;
    Style current;
    for (const Glyph& glyph : glyphs) {
        if (pen.colour() && glyph.style != current) {
            line += current == Style() ? "" : "\x1b[0m";
            line += glyph.style == Style() ? "" : fmt::format("\x1b[{}m", codes_of(glyph.style));
            current = glyph.style;
        }
        line += glyph.text;
    }
    return line.append(current == Style() ? "" : "\x1b[0m");
}

} // namespace gilkit::learn
