// Programs as they are printed: each line as it is written, and continued behind a mark where it is too long.
#pragma once

#include "learn/reading/styled.hpp"
#include "report/pen.hpp"

#include <functional>
#include <string>
#include <vector>

namespace gilkit::learn {

struct Snippet {
    std::string language; // as behind a Markdown fence: "python"; empty: nobody said
    std::string text;
};

// A piece of a program, in one style.
struct Stroke {
    std::string text;
    Style style;
};

using Strokes = std::vector<Stroke>;

// Colours all programs of a text at once: what it gives back are the strokes of each, in their order.
using CodePainter = std::function<std::vector<Strokes>(const std::vector<Snippet>&)>;

// The strokes of each snippet. The painter, which may be empty, is asked for programs only, and only where
// the terminal has colours. It is not believed: a program is plain where its strokes, joined, are not the
// program to the letter.
std::vector<Strokes> strokes_of(const std::vector<Snippet>& snippets, const CodePainter& painter,
                                const report::Pen& pen);

// Indented lines of at most `width` columns, painted; at least one. Tabs become spaces.
std::vector<std::string> code_lines(const Strokes& strokes, const report::Pen& pen, int width);

} // namespace gilkit::learn
