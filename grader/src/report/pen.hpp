// The pen that a terminal report is written with: its colours and its signs, by what the terminal can show.
#pragma once

#include "judge/result.hpp"
#include "report/terminal.hpp"
#include "report/text.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace gilkit::report {

// Columns. Longer lines are hard to read, however wide the terminal is.
constexpr int widest_prose = 96;

enum class Ink : std::uint8_t { plain, strong, faint, good, bad, unsure, broken, cool };

struct Signs {
    std::string_view passed, failed, unsure, broken, skipped; // one column each
    std::string_view ellipsis, times, dash, separator;
    std::string_view filled, track, needed, needed_stem; // the speedup gauge, one column each
    std::string_view low_end, high_end, between, both_ends;
    std::string_view difference, margin;
};

class Pen {
public:
    explicit Pen(const TerminalStyle& style);

    int width() const { return style.width; }
    int prose_width() const { return std::min(style.width, widest_prose); }
    bool colour() const { return style.colour; }
    bool unicode() const { return style.unicode; }
    const Signs& signs() const { return *sign_set; }

    // Safe text in that ink; plain when the terminal has no colours.
    std::string paint(Ink ink, std::string_view safe_text) const;

    // A line of safe text, painted or not, in at most width() columns: its end gives way to an ellipsis.
    std::string fitted(std::string_view line) const;

    // Hostile text made safe for this terminal.
    std::string prose(std::string_view hostile) const { return safe(hostile, style.unicode, Wording::prose); }
    std::string exact(std::string_view hostile) const { return safe(hostile, style.unicode, Wording::exact); }

    std::string speedup(double value) const; // "3.71×"

    struct Sign {
        std::string_view text; // one column
        Ink ink = Ink::plain;
    };
    Sign sign_of(judge::Verdict verdict) const;
    Sign sign_of(judge::CheckStatus status) const;

private:
    TerminalStyle style;
    const Signs* sign_set;
};

} // namespace gilkit::report
