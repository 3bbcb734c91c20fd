#include "learn/reading/styled.hpp"

#include "learn/reading/terminals.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace gilkit::learn;
using namespace gilkit::learn::test;

namespace {

constexpr Style bold = {.bold = true};
constexpr Style red_and_faint = {.colour = Colour::red, .faint = true};

Glyphs text_of(std::initializer_list<Stroke> strokes) {
    Glyphs glyphs;
    for (const Stroke& stroke : strokes) {
        append(glyphs, stroke.text, stroke.style);
    }
    return glyphs;
}

} // namespace

TEST_CASE("A style is set once for all characters that have it, and taken back") {
    const Glyphs text = text_of({{"a", {}}, {"bc", bold}, {"d", red_and_faint}, {"e", {}}});
    CHECK(paint(text, with_colours()) == "a\x1b[1mbc\x1b[0m\x1b[2;31md\x1b[0me");
    CHECK(paint(text_of({{"end", bold}}), with_colours()) == "\x1b[1mend\x1b[0m");
}

TEST_CASE("Without colours there are no styles") {
    CHECK(paint(text_of({{"a", {}}, {"b", bold}}), without_colours()) == "ab");
}

TEST_CASE("Lines break between words, whatever styles these have") {
    const Glyphs text = text_of({{"one tw", {}}, {"o thr", bold}, {"ee", {}}});
    const auto lines = wrap(text, 7);
    REQUIRE(lines.size() == 2);
    CHECK(paint(lines[0], with_colours()) == "one tw\x1b[1mo\x1b[0m");
    CHECK(paint(lines[1], with_colours()) == "\x1b[1mthr\x1b[0mee");
}

TEST_CASE("The space between two words has the style that it was written in") {
    const auto lines = wrap(text_of({{"a ", {}}, {"  b c", bold}}), 80);
    REQUIRE(lines.size() == 1);
    CHECK(paint(lines[0], with_colours()) == "a \x1b[1mb c\x1b[0m");
}

TEST_CASE("Wide characters count as two columns, and a word that is too wide is broken") {
    const auto lines = wrap(text_of({{"漢字漢字", bold}}), 5);
    REQUIRE(lines.size() == 2);
    CHECK(width_of(lines[0]) == 4);
    CHECK(paint(lines[1], without_colours()) == "漢字");
    CHECK(wrap({}, 5).empty());
}

TEST_CASE("These tests take away styles and nothing else that a terminal obeys") {
    CHECK(without_styles("a\x1b[1;31mb\x1b[0mc") == "abc");
    CHECK(without_styles("\x1b[2J\x1b[") == "\x1b[2J\x1b[");
    CHECK(without_styles("\x1b[1") == "\x1b[1");
}
