#include "learn/reading/screens.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

using namespace gilkit::learn;

namespace {

using Screens = std::vector<std::vector<std::string>>;

// "a1", "a2", …
Passage passage(Passage::Kind kind, const std::string& name, int lines) {
    Passage made{kind, {}, ""};
    for (int line = 1; line <= lines; ++line) {
        made.lines.push_back(name + std::to_string(line));
    }
    return made;
}

Passage heading(const std::string& name) {
    return {Passage::Kind::heading, {name}, ""};
}
Passage prose(const std::string& name, int lines) {
    return passage(Passage::Kind::prose, name, lines);
}
Passage code(const std::string& name, int lines) {
    return passage(Passage::Kind::code, name, lines);
}
Passage table(const std::string& name, int lines) {
    return passage(Passage::Kind::table, name, lines);
}

} // namespace

TEST_CASE("What fits is one screen, and no text is none") {
    CHECK(screens_of({prose("a", 2), prose("b", 1)}, 4) == Screens{{"a1", "a2", "", "b1"}});
    CHECK(screens_of({}, 4).empty());
}

TEST_CASE("A screen neither begins nor ends with an empty line between passages") {
    CHECK(screens_of({prose("a", 2), prose("b", 2)}, 3) == Screens{{"a1", "a2"}, {"b1", "b2"}});
    CHECK(screens_of({prose("a", 2), prose("b", 2)}, 2) == Screens{{"a1", "a2"}, {"b1", "b2"}});
}

TEST_CASE("A paragraph is cut where two lines at least are on either side") {
    CHECK(screens_of({prose("a", 1), prose("b", 5)}, 5) ==
          Screens{{"a1", "", "b1", "b2", "b3"}, {"b4", "b5"}});
    CHECK(screens_of({prose("a", 1), prose("b", 4)}, 5) == Screens{{"a1", "", "b1", "b2"}, {"b3", "b4"}});
    CHECK(screens_of({prose("a", 1), prose("b", 3)}, 4) == Screens{{"a1"}, {"b1", "b2", "b3"}});
}

TEST_CASE("Programs and tables that fit on a screen are not cut") {
    CHECK(screens_of({prose("a", 3), code("b", 5)}, 6) ==
          Screens{{"a1", "a2", "a3"}, {"b1", "b2", "b3", "b4", "b5"}});
    CHECK(screens_of({prose("a", 3), table("b", 6)}, 6) ==
          Screens{{"a1", "a2", "a3"}, {"b1", "b2", "b3", "b4", "b5", "b6"}});
}

TEST_CASE("One that is taller than a screen fills the rest of this one") {
    CHECK(screens_of({prose("a", 1), code("b", 7)}, 5) ==
          Screens{{"a1", "", "b1", "b2", "b3"}, {"b4", "b5", "b6", "b7"}});
}

TEST_CASE("A heading goes with the lines that it heads") {
    CHECK(screens_of({prose("a", 2), heading("b"), prose("c", 2)}, 5) ==
          Screens{{"a1", "a2"}, {"b", "", "c1", "c2"}});
    CHECK(screens_of({prose("a", 1), heading("b"), heading("c"), code("d", 2)}, 6) ==
          Screens{{"a1"}, {"b", "", "c", "", "d1", "d2"}});
    CHECK(screens_of({prose("a", 1), heading("b"), prose("c", 4)}, 6) ==
          Screens{{"a1", "", "b", "", "c1", "c2"}, {"c3", "c4"}});
}

TEST_CASE("A program is rather left whole than kept with its heading") {
    CHECK(screens_of({prose("a", 1), heading("b"), code("c", 4)}, 4) ==
          Screens{{"a1", "", "b"}, {"c1", "c2", "c3", "c4"}});
    CHECK(screens_of({prose("a", 1), heading("b"), code("c", 4)}, 6) ==
          Screens{{"a1"}, {"b", "", "c1", "c2", "c3", "c4"}});
}

TEST_CASE("Items of a list without empty lines are cut between each other") {
    Passage second = prose("b", 1);
    second.gap.reset();
    Passage third = prose("c", 1);
    third.gap.reset();
    CHECK(screens_of({prose("a", 1), second, third}, 2) == Screens{{"a1", "b1"}, {"c1"}});
}

TEST_CASE("However low a terminal is, every line is shown once, in order") {
    const Passages all = {heading("h"), prose("a", 7), code("b", 4), table("c", 3),
                          heading("i"), heading("j"),  code("d", 9)};
    for (int height = -1; height < 30; ++height) {
        CAPTURE(height);
        std::vector<std::string> shown;
        for (const auto& screen : screens_of(all, height)) {
            CHECK_FALSE(screen.empty());
            CHECK(screen.size() <= static_cast<std::size_t>(std::max(height, 1)));
            CHECK_FALSE(screen.front().empty());
            CHECK_FALSE(screen.back().empty());
            for (const std::string& line : screen) {
                if (!line.empty()) {
                    shown.push_back(line);
                }
            }
        }
        std::vector<std::string> expected;
        for (const Passage& each : all) {
            expected.insert(expected.end(), each.lines.begin(), each.lines.end());
        }
        CHECK(shown == expected);
    }
}
