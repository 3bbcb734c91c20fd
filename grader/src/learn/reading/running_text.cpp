#include "learn/reading/running_text.hpp"

#include <array>
#include <cstddef>
#include <iterator>
#include <string_view>

namespace gilkit::learn {

namespace {

using markdown::Piece;
using markdown::Span;

// As Markdown itself has them: learners know these from chats and READMEs.
std::string_view mark_of(Span span) {
    switch (span) {
    case Span::emphasis:
        return "*";
    case Span::strong:
        return "**";
    case Span::code:
        return "`";
    case Span::struck:
        return "~~";
    case Span::link:
        break;
    }
    return {};
}

// How many spans of each sort are open. They may lie within each other, those of one sort as well.
class OpenSpans {
public:
    void begin(Span span) { ++of(span); }
    void end(Span span) { --of(span); }

    Style style() const {
        Style style;
        style.italic = is_open(Span::emphasis);
        style.bold = is_open(Span::strong);
        style.struck = is_open(Span::struck);
        style.underlined = is_open(Span::link);
        style.colour = is_open(Span::code) ? Colour::cyan : Colour::none;
        return style;
    }

private:
    int& of(Span span) { return counts_.at(static_cast<std::size_t>(span)); }
    bool is_open(Span span) const { return counts_.at(static_cast<std::size_t>(span)) > 0; }

    std::array<int, 5> counts_{};
};

} // namespace

std::vector<Glyphs> glyphs_of(const markdown::Inline& text, const report::Pen& pen) {
    std::vector<Glyphs> lines(1);
    OpenSpans open;
    const auto mark = [&](Span span) {
        if (!pen.colour()) {
            append(lines.back(), mark_of(span));
        }
    };
    for (const Piece& piece : text) {
        switch (piece.kind) {
        case Piece::Kind::text:
            append(lines.back(), pen.prose(piece.text), open.style());
            break;
        case Piece::Kind::begin:
            open.begin(piece.span);
            mark(piece.span);
            break;
        case Piece::Kind::end:
            mark(piece.span);
            open.end(piece.span);
            if (!piece.text.empty()) {
                append(lines.back(), " (" + pen.prose(piece.text) + ")", open.style());
            }
            break;
        case Piece::Kind::line_break:
            lines.emplace_back();
            break;
        }
    }
    return lines;
}

Glyphs one_line_of(const markdown::Inline& text, const report::Pen& pen) {
    Glyphs joined;
    for (Glyphs& line : glyphs_of(text, pen)) {
        append(joined, joined.empty() ? "" : " ");
        joined.insert(joined.end(), std::move_iterator(line.begin()), std::move_iterator(line.end()));
    }
    return joined;
}

std::vector<Glyphs> wrapped(const markdown::Inline& text, const report::Pen& pen, int width) {
    std::vector<Glyphs> lines;
    for (const Glyphs& broken_by_hand : glyphs_of(text, pen)) {
        for (Glyphs& line : wrap(broken_by_hand, width)) {
            lines.push_back(std::move(line));
        }
    }
    return lines;
}

} // namespace gilkit::learn
