#include "learn/reading/code.hpp"

#include "learn/reading/terminals.hpp"
#include "report/text.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace gilkit::learn;
using namespace gilkit::learn::test;

namespace {

constexpr Style keyword = {.colour = Colour::magenta};

Lines plain_lines(const std::string& code, const gilkit::report::Pen& pen, int width) {
    return code_lines({{code, {}}}, pen, width);
}

std::vector<Strokes> nobody(const std::vector<Snippet>&) {
    FAIL("nobody was to be asked");
    return {};
}

} // namespace

TEST_CASE("Code is indented and otherwise as it is written") {
    CHECK(plain_lines("if x:\n\n    y  = 1\n", without_colours(), 80) ==
          Lines{"    if x:", "", "        y  = 1"});
    CHECK(plain_lines("last line without an end", without_colours(), 40) ==
          Lines{"  last line without an end"});
    CHECK(plain_lines("a\n\n", without_colours(), 80) == Lines{"    a", ""});
    CHECK(plain_lines("", without_colours(), 80) == Lines{""});
}

TEST_CASE("A long line goes on behind a mark, and every character of it is there") {
    const std::string code = "    result = some_function(first_argument, second_argument)\n";
    CHECK(plain_lines(code, without_colours(), 40) ==
          Lines{"      result = some_function(", "↪ first_argument, second_argument)"});
    CHECK(plain_lines(code, ascii(), 40) ==
          Lines{"      result = some_function(", "> first_argument, second_argument)"});
    CHECK(plain_lines("a line that has its space just behind the end\n", without_colours(), 40) ==
          Lines{"  a line that has its space just behind", "↪ the end"});
    const std::string url(100, 'u');
    CHECK(plain_lines(url, without_colours(), 60) ==
          Lines{"    " + std::string(56, 'u'), "  ↪ " + std::string(44, 'u')});
}

TEST_CASE("Tabs become spaces up to the next stop") {
    CHECK(plain_lines("\tx\n  \ty\tz\n", without_colours(), 80) == Lines{"        x", "        y   z"});
}

TEST_CASE("Code can't move the cursor, and answers can be told apart") {
    CHECK(plain_lines("\x1b[2Jx\r\n\xff→", without_colours(), 80) ==
          Lines{R"(    \x1b[2Jx\r)", R"(    \xff→)"});
    CHECK(plain_lines("→", ascii(), 80) == Lines{R"(    \u2192)"});
}

TEST_CASE("Strokes keep their styles across lines") {
    CHECK(code_lines({{"def", keyword}, {" f\n", {}}, {"a\nb", keyword}}, with_colours(), 80) ==
          Lines{"    \x1b[35mdef\x1b[0m f", "    \x1b[35ma\x1b[0m", "    \x1b[35mb\x1b[0m"});
}

TEST_CASE("All programs are coloured at once, and what they print is not") {
    std::vector<Snippet> asked;
    const CodePainter painter = [&](const std::vector<Snippet>& snippets) {
        asked = snippets;
        return std::vector<Strokes>{{{"x", keyword}}, {{"y", {}}, {";", keyword}}};
    };
    const auto strokes = strokes_of({{"python", "x"}, {"text", "out"}, {"", "indented"}, {"cpp", "y;"}},
                                    painter, with_colours());
    REQUIRE(asked.size() == 2);
    CHECK(asked[1].language == "cpp");
    REQUIRE(strokes.size() == 4);
    CHECK(strokes[0].at(0).style == keyword);
    CHECK(strokes[1].at(0).text == "out");
    CHECK(strokes[2].at(0).text == "indented");
    REQUIRE(strokes[3].size() == 2);
    CHECK(strokes[3][1].style == keyword);
}

TEST_CASE("Nobody is asked without colours or programs, and it need not be anybody") {
    CHECK(strokes_of({{"python", "x"}}, nobody, without_colours()).at(0).at(0).text == "x");
    CHECK(strokes_of({{"text", "x"}}, nobody, with_colours()).at(0).at(0).text == "x");
    CHECK(strokes_of({{"python", "x"}}, {}, with_colours()).at(0).at(0).text == "x");
}

TEST_CASE("A painter that changes the program is not believed") {
    const std::vector<Snippet> two = {{"python", "one"}, {"python", "two"}};
    const auto painted = [&](std::vector<Strokes> answer) {
        return strokes_of(
            two, [&](const auto&) { return answer; }, with_colours());
    };
    for (const auto& answer :
         {std::vector<Strokes>(), {{{"on", keyword}}}, {{{"one!", keyword}}, {{"two\x1b[2J", keyword}}}}) {
        const auto strokes = painted(answer);
        REQUIRE(strokes.size() == 2);
        CHECK(strokes[0].at(0).text == "one");
        CHECK(strokes[0].at(0).style == Style());
        CHECK(strokes[1].at(0).text == "two");
        CHECK(strokes[1].at(0).style == Style());
    }
    const auto half = painted({{}, {{"two", keyword}}});
    CHECK(half[0].at(0).style == Style());
    CHECK(half[1].at(0).style == keyword);
}
