// A grade report for a person at a terminal: what happened in the first line, then the evidence, then why.
#pragma once

#include "judge/result.hpp"

#include <string>

namespace gilkit::report {

struct TerminalStyle {
    static constexpr int narrowest = 40; // columns
    static constexpr int widest = 200;

    bool colour = false;
    bool unicode = false;
    int width = 80; // columns; less than the narrowest and more than the widest are taken as those
};

// What the terminal behind `fd` can show, by what it is and by NO_COLOR, TERM, COLUMNS, LC_ALL, LC_CTYPE and
// LANG. A descriptor that is no terminal gets plain text, 80 columns wide unless COLUMNS says otherwise.
TerminalStyle terminal_style_for(int fd);

// No line is wider than style.width. Nothing that the submission wrote can move the cursor, change colours or
// begin a line at the first column: only verdicts and the summary stand there.
std::string grade_text(const judge::Report& report, const TerminalStyle& style);

} // namespace gilkit::report
