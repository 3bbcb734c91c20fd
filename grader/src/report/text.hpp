// Text for a terminal: what a submission wrote is hostile, so it is made safe once, here, and only then
// measured, shortened and wrapped.
//
// "Safe" text holds no control character, no invisible format character (bidirectional overrides, zero-width
// joiners), and only valid UTF-8; it is ASCII alone where the terminal does not speak UTF-8, because there
// the bytes of a multi-byte character can themselves be control characters (U+06DB ends in 0x9B, a CSI).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::report {

// The code point at `position`, which is moved behind it; nullopt (and one byte on) where the bytes are not
// valid UTF-8. `position` must lie inside `text`.
std::optional<char32_t> next_code_point(std::string_view text, std::size_t& position);

// Characters that a terminal obeys or hides instead of showing: controls, C1 controls, format characters,
// line and paragraph separators.
bool is_unprintable(char32_t code_point);

// A line that no CI service takes for a command: GitHub's begin with "::" after any blanks, its older ones
// ("##[") and Azure's ("##vso[") stand anywhere. A space is put behind the first character of each.
std::string no_command(std::string_view line);

enum class Wording {
    exact, // every character can be told from every other: for answers and output
    prose, // without UTF-8, typographic characters become their nearest ASCII spelling
};

// What one code point (or one stray byte) of a text looks like.
struct Cell {
    std::string text; // safe
    int width = 0;    // columns
};

std::vector<Cell> to_cells(std::string_view hostile, bool unicode, Wording wording);
std::string safe(std::string_view hostile, bool unicode, Wording wording);

// Columns that safe text takes: two for East Asian wide characters and emoji, none for combining marks.
int display_width(std::string_view safe_text);

// Safe text in at most `width` columns, its end (or its start) replaced by `ellipsis` where it is longer.
std::string keep_start(std::string_view safe_text, int width, std::string_view ellipsis);
std::string keep_end(std::string_view safe_text, int width, std::string_view ellipsis);
// Its middle replaced.
std::string keep_ends(std::string_view safe_text, int width, std::string_view ellipsis);

// Safe text broken between words into lines of at most `width` columns (at least 1). A word that is wider
// than a line is broken where the line ends. Empty text is no line at all.
std::vector<std::string> wrap(std::string_view safe_text, int width);

} // namespace gilkit::report
