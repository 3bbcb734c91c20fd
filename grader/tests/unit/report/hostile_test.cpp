// What no report may do, whatever it reports.

#include "report/pen.hpp"
#include "report/samples.hpp"
#include "report/terminal.hpp"
#include "report/text.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using gilkit::report::display_width;
using gilkit::report::grade_text;
using gilkit::report::Ink;
using gilkit::report::Pen;
using gilkit::report::TerminalStyle;
namespace judge = gilkit::judge;
namespace tests = gilkit::tests;

namespace {

judge::Report everything() {
    return tests::report_of({tests::passed_sample(), tests::not_parallel_sample(),
                             tests::wrong_answer_sample(), tests::inconclusive_sample(),
                             tests::error_sample(), tests::hostile_sample()});
}

// Takes out the colours that the report itself uses: ESC [ digits m.
std::string without_colours(std::string_view text) {
    std::string plain;
    while (!text.empty()) {
        if (text.starts_with("\x1b[")) {
            const std::size_t end = text.find_first_not_of("0123456789", 2);
            REQUIRE(end != std::string_view::npos);
            REQUIRE(text[end] == 'm');
            text.remove_prefix(end + 1);
        } else {
            plain += text.front();
            text.remove_prefix(1);
        }
    }
    return plain;
}

} // namespace

TEST_CASE("Every line fits, whatever the width") {
    for (const bool unicode : {true, false}) {
        for (int width = TerminalStyle::narrowest; width <= TerminalStyle::widest; width += 7) {
            const std::string text =
                grade_text(everything(), {.colour = false, .unicode = unicode, .width = width});
            for (const std::string_view line : tests::lines_of(text)) {
                CAPTURE(line);
                REQUIRE(display_width(line) <= width);
                REQUIRE_FALSE(line.ends_with(' '));
            }
        }
    }
}

TEST_CASE("A line that CI would obey fits as well, a column longer than it was") {
    judge::Result result = tests::passed_sample();
    result.message = "::" + std::string(74, 'x') + " ::" + std::string(76, 'y');
    for (const bool colour : {false, true}) {
        const std::string text =
            grade_text(tests::report_of({result}), {.colour = colour, .unicode = true, .width = 80});
        CHECK(text.find("\n  : :" + std::string(74, 'x') + "\n") != std::string::npos);
        CHECK(text.find("\n  : :" + std::string(74, 'y') + "…\n") != std::string::npos);
    }
}

TEST_CASE("A painted line is cut as if it had no colours, which it keeps") {
    const Pen pen({.colour = true, .unicode = true, .width = 40});
    const std::string green = pen.paint(Ink::good, std::string(30, 'x'));
    CHECK(pen.fitted(green + std::string(10, 'y')) == green + std::string(10, 'y'));
    CHECK(pen.fitted(green + std::string(11, 'y')) == green + std::string(9, 'y') + "…");
    CHECK(pen.fitted("  " + pen.paint(Ink::bad, std::string(39, 'x')) + "y") ==
          "  " + pen.paint(Ink::bad, std::string(37, 'x') + "…"));
    // What begins where the line ends.
    CHECK(pen.fitted(std::string(39, 'x') + pen.paint(Ink::bad, "yy")) ==
          std::string(39, 'x') + pen.paint(Ink::bad, "…"));
}

TEST_CASE("A width out of bounds is taken as the nearest that works") {
    const std::string narrow = grade_text(everything(), {.colour = false, .unicode = true, .width = 3});
    CHECK(narrow == grade_text(everything(), {.colour = false, .unicode = true, .width = 40}));
    const std::string wide = grade_text(everything(), {.colour = false, .unicode = true, .width = 100000});
    CHECK(wide == grade_text(everything(), {.colour = false, .unicode = true, .width = 200}));
}

TEST_CASE("Nothing but the report's own colours steers the terminal") {
    for (const bool unicode : {true, false}) {
        const std::string plain =
            grade_text(everything(), {.colour = false, .unicode = unicode, .width = 80});
        for (std::size_t position = 0; position < plain.size();) {
            const auto code_point = gilkit::report::next_code_point(plain, position);
            REQUIRE(code_point.has_value());
            REQUIRE((*code_point == U'\n' || !gilkit::report::is_unprintable(*code_point)));
            REQUIRE((unicode || *code_point < 0x80));
        }
        // Colours change nothing else, so what holds for the plain text holds for the coloured one.
        const std::string coloured =
            grade_text(everything(), {.colour = true, .unicode = unicode, .width = 80});
        CHECK(coloured != plain);
        CHECK(without_colours(coloured) == plain);
    }
}

TEST_CASE("Only verdicts and the summary begin at the first column") {
    const std::string text = grade_text(everything(), {.colour = false, .unicode = true, .width = 80});
    int verdicts = 0;
    for (const std::string_view line : tests::lines_of(text)) {
        if (!line.empty() && !line.starts_with("  ")) {
            ++verdicts;
        }
    }
    CHECK(verdicts == 6 + 1);
    CHECK(text.find("\n✓ passed · forged") == std::string::npos);
}

TEST_CASE("A flood stays short") {
    const std::string text = grade_text(tests::report_of({tests::hostile_sample()}),
                                        {.colour = false, .unicode = true, .width = 80});
    CHECK(tests::lines_of(text).size() < 120);
    CHECK(text.find("  … more\n") != std::string::npos);
}
