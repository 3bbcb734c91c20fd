#include "learn/reading/terminals.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace gilkit::learn;
using namespace gilkit::learn::test;

namespace {

constexpr std::string_view figures = "| figure | meaning | asked for |\n"
                                     "|---|:-:|--:|\n"
                                     "| speedup | how many times as fast as the baseline | at least 2 |\n"
                                     "| `p99` | of a hundred | 100 ms |\n";

} // namespace

TEST_CASE("A table that fits has a line for each row") {
    CHECK(shown(figures, without_colours(80)) ==
          Lines{
              "figure                  meaning                   asked for",
              "───────  ──────────────────────────────────────  ──────────",
              "speedup  how many times as fast as the baseline  at least 2",
              "`p99`                 of a hundred                   100 ms",
          });
}

TEST_CASE("Where there is less room, cells are wrapped and rows are set apart") {
    CHECK(shown(figures, ascii(44)) == Lines{
                                           "figure           meaning           asked for",
                                           "-------  -----------------------  ----------",
                                           "speedup  how many times as fast   at least 2",
                                           "             as the baseline",
                                           "",
                                           "`p99`         of a hundred            100 ms",
                                       });
}

TEST_CASE(
    "Where columns would be too narrow, and for who listens, cells stand below each other with their names") {
    const std::string wide =
        "| a | b |\n|---|---|\n| " + std::string(30, 'x') + " y | " + std::string(30, 'z') + " |\n";
    CHECK(shown(wide, without_colours(40)) ==
          Lines{"a: " + std::string(30, 'x') + " y", "  b: " + std::string(30, 'z')});
    CHECK(shown(figures, without_colours(60), Manner::linear) ==
          Lines{
              "figure: speedup",
              "  meaning: how many times as fast as the baseline",
              "  asked for: at least 2",
              "figure: `p99`",
              "  meaning: of a hundred",
              "  asked for: 100 ms",
          });
}

TEST_CASE("A cell that would be a tower of short lines makes the table go row by row") {
    const std::string talkative = "| name | what it is |\n|---|---|\n| " + std::string(28, 'n') +
                                  " | one two three four five six seven eight |\n";
    CHECK(shown(talkative, without_colours(40)) == Lines{
                                                       "name: " + std::string(28, 'n'),
                                                       "  what it is: one two three four five",
                                                       "    six seven eight",
                                                   });
}

TEST_CASE("With colours the head is bold, and what is emphasised in a cell stays so") {
    CHECK(shown("| a | b |\n|---|---|\n| *x* | `y` |\n", with_colours()) ==
          Lines{"\x1b[1ma\x1b[0m  \x1b[1mb\x1b[0m", "\x1b[2m─\x1b[0m  \x1b[2m─\x1b[0m",
                "\x1b[3mx\x1b[0m  \x1b[36my\x1b[0m"});
}

TEST_CASE("Empty cells, heads without names and tables without rows are no trouble") {
    CHECK(shown("| | b |\n|---|---|\n| x | |\n", without_colours()) == Lines{"   b", "─  ─", "x"});
    CHECK(shown("| | b |\n|---|---|\n| x | |\n", without_colours(), Manner::linear) == Lines{"x", "  b:"});
    CHECK(shown("| a |\n|---|\n", without_colours()) == Lines{"a", "─"});
    CHECK(shown("| a |\n|---|\n", without_colours(), Manner::linear) == Lines{"a"});
}
