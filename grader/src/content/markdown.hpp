// Splits a Markdown file at its "## " headings. Not a Markdown parser: it only knows where code
// fences begin and end, so that a comment in a Python example is not taken for a heading.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::content {

struct MarkdownSection {
    std::string title;
    std::size_t line = 0;      // of the heading, 1-based
    std::size_t body_line = 0; // of the first line of `body`, 1-based
    std::string body;          // without blank lines around it
};

struct MarkdownFile {
    std::string before;          // text before the first heading, trimmed
    std::size_t before_line = 0; // of the first line of `before`
    std::vector<MarkdownSection> sections;
    std::size_t open_fence_line = 0; // of a code fence that is never closed; 0 when all are
    std::size_t last_line = 0;
};

MarkdownFile split_markdown(std::string_view text);

} // namespace gilkit::content
