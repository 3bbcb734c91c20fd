#include "learn/reading/render.hpp"

#include "learn/reading/terminals.hpp"
#include "report/text.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace gilkit::learn;
using namespace gilkit::learn::test;
using gilkit::report::display_width;

TEST_CASE("Without colours, signs show what headings and spans are") {
    CHECK(shown("# One\n\n### Three `x`\n\nSome *emphasis*, **strong *both***, `code` and ~~no~~.\n",
                without_colours()) == Lines{
                                          "# One",
                                          "",
                                          "### Three `x`",
                                          "",
                                          "Some *emphasis*, **strong *both***, `code` and ~~no~~.",
                                      });
}

TEST_CASE("With colours, styles do") {
    CHECK(shown("# One\n\n## Two\n\n### Three\n\n*a* **b *c*** `d` ~~e~~ [f](../g/)\n", with_colours()) ==
          Lines{
              "\x1b[1;4mOne\x1b[0m",
              "",
              "\x1b[1mTwo\x1b[0m",
              "",
              "\x1b[1;3mThree\x1b[0m",
              "",
              "\x1b[3ma\x1b[0m \x1b[1mb \x1b[0m\x1b[1;3mc\x1b[0m \x1b[36md\x1b[0m \x1b[9me\x1b[0m "
              "\x1b[4mf\x1b[0m",
          });
}

TEST_CASE("A long heading goes on below its own words") {
    CHECK(shown("## A heading that does not fit into one line of forty\n", without_colours(40)) ==
          Lines{"## A heading that does not fit into one", "   line of forty"});
}

TEST_CASE("Paragraphs are wrapped, up to the width that can be read") {
    std::string words;
    for (int i = 0; i < 60; ++i) {
        words += "word ";
    }
    CHECK(display_width(shown(words, without_colours(40)).front()) == 39);
    CHECK(display_width(shown(words, without_colours(200)).front()) == 94);
    CHECK(shown("by hand  \nbroken", without_colours()) == Lines{"by hand", "broken"});
}

TEST_CASE("Links show where they lead, if that is on the web") {
    CHECK(shown("See [PEP 703](https://peps.python.org/pep-0703/), [next](../02-x/), <https://python.org>.",
                without_colours()) ==
          Lines{"See PEP 703 (https://peps.python.org/pep-0703/), next, https://python.org."});
}

TEST_CASE("Lists are indented below their marks") {
    const std::string list = "- one\n- two that is long enough to be wrapped\n  - deep\n- three\n";
    CHECK(shown(list, without_colours(40)) == Lines{
                                                  "• one",
                                                  "• two that is long enough to be wrapped",
                                                  "  • deep",
                                                  "• three",
                                              });
    CHECK(shown(list, ascii(40)).at(2) == "  - deep");
    CHECK(shown("9. nine\n10. ten\n\n    more\n", without_colours()) ==
          Lines{" 9. nine", "", "10. ten", "", "    more"});
    CHECK(shown("-\n- x\n", without_colours()) == Lines{"• ", "• x"});
}

TEST_CASE("Tight items hold code with empty lines around it") {
    CHECK(shown("- Run:\n  ```\n  $ x\n  ```\n- Done.\n", without_colours()) ==
          Lines{"• Run:", "", "      $ x", "• Done."});
}

TEST_CASE("Quotes have a bar at their left, between their paragraphs as well") {
    const std::string quote = "> one\n>\n> - two\n>\n> ```\n> a\n>\n> b\n> ```\n\nafter\n";
    CHECK(shown(quote, without_colours()) ==
          Lines{"│ one", "│", "│ • two", "│", "│     a", "│", "│     b", "", "after"});
    CHECK(shown(quote, ascii()).front() == "> one");
    CHECK(shown("> one", with_colours()) == Lines{"\x1b[2m│\x1b[0m one"});
}

TEST_CASE("For who listens, nothing is drawn") {
    const std::string text = "> one\n\n- two\n\n---\n\n| a |\n|---|\n| b |\n";
    CHECK(shown(text, without_colours(), Manner::linear) ==
          Lines{"> one", "", "- two", "", "* * *", "", "a: b"});
    CHECK(shown("---", ascii(40)) == Lines{std::string(40, '-')});
}

TEST_CASE("What is nested too deep for the terminal is shown further left, not lost") {
    std::string deep;
    for (int level = 0; level < 5; ++level) {
        for (int above = 0; above < level; ++above) {
            deep += ">      ";
        }
        deep += "> 100. level " + std::to_string(level) + "\n";
    }
    const Lines lines =
        shown(deep + "\n> > > > > > > > > > > > > > > words in quotes\n", without_colours(40));
    for (const std::string& line : lines) {
        CAPTURE(line);
        CHECK(display_width(line) <= 40);
    }
    const std::string all = joined(lines);
    for (int level = 0; level < 5; ++level) {
        CHECK(all.find("level " + std::to_string(level) + "\n") != std::string::npos);
    }
    CHECK(essence(all).ends_with("wordsinquotes"));
}

TEST_CASE("Nothing in a text reaches the terminal as a command") {
    const std::string hostile =
        "# \x1b[2J\n\n\x1b]0;title\x07 `\x1b[31m` \u009b31m \u202e **\x1b[1m**\n\n"
        "[\x1b[5m](http://a/\x1b[7m)\n\n```python\n\x1b[2J\n```\n\n"
        "| \x1b[1m |\n|---|\n| \x1b[2m |\n\n- \x1b[3m\n\n> \x7f\n\n&#27;[2J &#x9b;2J\n";
    for (const auto& pen : {without_colours(), with_colours(), ascii()}) {
        for (const std::string& line : shown(hostile, pen)) {
            CAPTURE(line);
            CHECK_FALSE(has_control_character(without_styles(line)));
            CHECK(line.find("\u009b") == std::string::npos);
            CHECK(line.find("\u202e") == std::string::npos);
        }
    }
    CHECK(shown("&#27;[2J", without_colours()) == Lines{R"(\x1b[2J)"});
}

TEST_CASE("Programs of all texts are coloured by one call, wherever they stand") {
    int calls = 0;
    const CodePainter painter = [&](const std::vector<Snippet>& snippets) {
        ++calls;
        std::vector<Strokes> strokes;
        for (const Snippet& snippet : snippets) {
            strokes.push_back({{snippet.text, {.colour = Colour::green}}});
        }
        return strokes;
    };
    const auto texts = render_markdown(
        {"```python\na\n```\n", "no code", "- x\n\n  > ```python\n  > b\n  > ```\n\n```text\nc\n```\n"},
        with_colours(), painter);
    CHECK(calls == 1);
    REQUIRE(texts.size() == 3);
    CHECK(lines_of(texts[0]) == Lines{"    \x1b[32ma\x1b[0m"});
    const std::string last = joined(lines_of(texts[2]));
    CHECK(last.find("\x1b[32mb\x1b[0m") != std::string::npos);
    CHECK(last.find("    c\n") != std::string::npos);
}

TEST_CASE("Passages know what they are") {
    const auto passages =
        render_markdown("# a\n\nb\n\n- c\n- d\n\n```\ne\n```\n\n| f |\n|---|\n", without_colours());
    REQUIRE(passages.size() == 6);
    CHECK(passages[0].kind == Passage::Kind::heading);
    CHECK(passages[1].kind == Passage::Kind::prose);
    CHECK(passages[2].gap == "");
    CHECK_FALSE(passages[3].gap);
    CHECK(passages[4].kind == Passage::Kind::code);
    CHECK(passages[5].kind == Passage::Kind::table);
    CHECK(render_markdown("", without_colours()).empty());
}
