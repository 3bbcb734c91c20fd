// The course's Markdown at a terminal: lessons, exercises, hints.
//
// Nothing in the text can move the cursor or change colours, because every escape sequence is made of a Style
// (styled.hpp) and everything else is safe (report/text.hpp). Without colours the structure shows in signs:
// "## " before a heading, *emphasis*, `code`.
#pragma once

#include "learn/reading/code.hpp"
#include "report/pen.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::learn {

// Lines that belong together.
struct Passage {
    enum class Kind : std::uint8_t { heading, prose, code, table };

    Kind kind = Kind::prose;
    std::vector<std::string> lines; // at least one
    // The line between it and the passage before; nullopt between the items of a list without empty lines.
    std::optional<std::string> gap;
};

using Passages = std::vector<Passage>;

enum class Manner : std::uint8_t {
    usual,
    // For who listens to the lines: tables row by row, and nothing is drawn.
    linear,
};

// Each text's passages, in their order; the painter is called once for all of them. No line is wider than
// pen.width().
std::vector<Passages> render_markdown(const std::vector<std::string_view>& texts, const report::Pen& pen,
                                      const CodePainter& painter = {}, Manner manner = Manner::usual);
Passages render_markdown(std::string_view text, const report::Pen& pen, const CodePainter& painter = {},
                         Manner manner = Manner::usual);

// All of it, for who scrolls by himself.
std::vector<std::string> lines_of(const Passages& passages);

} // namespace gilkit::learn
