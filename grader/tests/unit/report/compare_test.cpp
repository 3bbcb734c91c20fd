#include "report/compare.hpp"

#include "report/text.hpp"

#include <doctest/doctest.h>

#include <string>

using gilkit::report::compare;
using gilkit::report::display_width;

TEST_CASE("Short texts are shown whole, with the column where they part") {
    const auto shown = compare("[1, 2, 3]", "[1, 4, 3]", 40, true, "…");
    CHECK(shown.expected == "[1, 2, 3]");
    CHECK(shown.actual == "[1, 4, 3]");
    CHECK(shown.difference == 4);
}

TEST_CASE("Texts that are the same part nowhere") {
    CHECK(compare("abc", "abc", 40, true, "…").difference == -1);
    CHECK(compare("", "", 40, true, "…").difference == -1);
}

TEST_CASE("A text that only goes on parts where the other ends") {
    const auto shown = compare("abc", "abcd", 40, true, "…");
    CHECK(shown.difference == 3);
    CHECK(compare("", "a", 40, true, "…").difference == 0);
}

TEST_CASE("Long texts are shown around their first difference") {
    const std::string before(100, 'a');
    const std::string behind(100, 'b');
    const std::string expected = before + "X" + behind;
    const std::string actual = before + "Y" + behind;
    for (const int width : {26, 27, 60}) {
        const auto shown = compare(expected, actual, width, true, "…");
        CHECK(display_width(shown.expected) == width);
        CHECK(display_width(shown.actual) == width);
        CHECK(shown.expected.starts_with("…aaa"));
        CHECK(shown.expected.find("aXb") != std::string::npos);
        CHECK(shown.actual.find("aYb") != std::string::npos);
        CHECK(shown.actual.ends_with("b…"));
        CHECK(display_width(shown.expected.substr(0, shown.expected.find('X'))) == shown.difference);
    }
}

TEST_CASE("Only what is cut off is marked so") {
    const std::string before(100, 'a');
    const auto shown = compare(before, before + std::string(9000, 'b'), 40, false, "...");
    CHECK(shown.expected.ends_with("aaa"));
    CHECK(shown.actual.ends_with("bbb..."));
    CHECK(shown.expected.starts_with("...aaa"));
    CHECK(display_width(shown.actual) <= 40);
}

TEST_CASE("Texts of megabytes part where they part") {
    const std::string before(3000000, 'a');
    const auto shown = compare(before + "X", before + "Y", 40, true, "…");
    CHECK(shown.expected.ends_with("aaaX"));
    CHECK(shown.actual.ends_with("aaaY"));
    CHECK(shown.difference == display_width(shown.actual) - 1);
}

TEST_CASE("An excerpt begins between two characters") {
    std::string before;
    for (int count = 0; count < 5000; ++count) {
        before += "漢";
    }
    const auto shown = compare(before + "字", before + "学", 41, true, "…");
    CHECK(shown.expected.find('\\') == std::string::npos);
    CHECK(display_width(shown.expected) <= 41);
}

TEST_CASE("Characters that look alike are told apart") {
    const auto shown = compare("a b", "a\u00A0b", 40, true, "…");
    CHECK(shown.expected == "a b");
    CHECK(shown.actual == R"(a\u00a0b)");
    CHECK(shown.difference == 1);
    // Half of the bytes of these two characters are the same.
    CHECK(compare("é", "è", 40, true, "…").difference == 0);
}
