// Emphasis, code and links within a paragraph: styles where the terminal has colours, else marks around them.
#pragma once

#include "learn/reading/document.hpp"
#include "learn/reading/styled.hpp"

#include <vector>

namespace gilkit::learn {

// One for each line that the author broke by hand; at least one.
std::vector<Glyphs> glyphs_of(const markdown::Inline& text, const report::Pen& pen);

// All of it in one.
Glyphs one_line_of(const markdown::Inline& text, const report::Pen& pen);

// Lines of at most `width` columns; none when there is no text.
std::vector<Glyphs> wrapped(const markdown::Inline& text, const report::Pen& pen, int width);

} // namespace gilkit::learn
