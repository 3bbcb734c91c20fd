// Safe text with styles on its characters. Every escape sequence that a lesson sends is made here, of a
// Style, so that no text can bring one along.
#pragma once

#include "report/pen.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::learn {

// Of the terminal's own sixteen; which red that is, its theme decides.
enum class Colour : std::uint8_t { none = 0, red = 31, green = 32, magenta = 35, cyan = 36 };

struct Style {
    Colour colour = Colour::none;
    bool bold = false;
    bool faint = false;
    bool italic = false;
    bool underlined = false;
    bool struck = false;

    bool operator==(const Style&) const = default;
};

struct Glyph {
    std::string text; // one code point
    int width = 0;    // columns
    Style style;

    bool is_space() const { return text == " "; }
};

using Glyphs = std::vector<Glyph>;

void append(Glyphs& glyphs, std::string_view safe_text, Style style = {});

int width_of(std::span<const Glyph> glyphs);

// As report::wrap() breaks it: lines of at most `width` columns, runs of spaces taken as one.
std::vector<Glyphs> wrap(const Glyphs& glyphs, int width);

// Without styles when the terminal has no colours.
std::string paint(std::span<const Glyph> glyphs, const report::Pen& pen);

} // namespace gilkit::learn
