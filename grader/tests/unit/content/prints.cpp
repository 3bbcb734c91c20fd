#include "content/prints.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

using namespace gilkit::content;

namespace {

using Patterns = std::vector<std::string>;
using Numbers = std::map<std::string, double>;

std::string mismatch(const Patterns& patterns, std::string_view output) {
    const auto numbers = match_prints(patterns, output);
    return numbers ? "" : numbers.error();
}

} // namespace

TEST_CASE("numbers are read by name") {
    const Patterns patterns = {"one call {one_s} s, four {four_s} s", "times: {times}."};
    const auto numbers = match_prints(patterns, "one call 0.53 s, four 12 s\ntimes: -1.5.\n");
    REQUIRE(numbers);
    CHECK(*numbers == Numbers{{"one_s", 0.53}, {"four_s", 12}, {"times", -1.5}});
}

TEST_CASE("a number takes as much as it can and no more") {
    CHECK(match_prints(Patterns{"{a}-{b}"}, "3-5") == Numbers{{"a", 3}, {"b", 5}});
    CHECK(match_prints(Patterns{"x-{a}"}, "x-5") == Numbers{{"a", 5}});
    CHECK(match_prints(Patterns{"{a}."}, "5.") == Numbers{{"a", 5}});
    CHECK(match_prints(Patterns{"{a}.."}, "5..") == Numbers{{"a", 5}});
    CHECK(match_prints(Patterns{"{a}e3"}, "5e3") == Numbers{{"a", 5}});
}

TEST_CASE("braces around anything but a name are literal") {
    CHECK(match_prints(Patterns{"{'a': 1} {"}, "{'a': 1} {") == Numbers{});
    CHECK(match_prints(Patterns{"{} {1} {{n}}"}, "{} {1} {7}") == Numbers{{"n", 7}});
}

TEST_CASE("blank lines and a missing final line end") {
    CHECK(match_prints(Patterns{"a", "", "b"}, "a\n\nb") == Numbers{});
    CHECK(match_prints(Patterns{}, "") == Numbers{});
}

TEST_CASE("the first line that differs is named") {
    const Patterns patterns = {"a {n} b", "end"};
    CHECK(mismatch(patterns, "a 1 b\nend\n").empty());
    CHECK(mismatch(patterns, "a x b\nend\n") == "line 1 is 'a x b', it should match 'a {n} b'");
    CHECK(mismatch(patterns, "a 1 bc\nend\n").find("line 1 is 'a 1 bc'") == 0);
    CHECK(mismatch(patterns, "a 1\nend\n").find("line 1 is") == 0);
    CHECK(mismatch(patterns, "a .5 b\nend\n").find("line 1 is") == 0);
    CHECK(mismatch(patterns, "a - b\nend\n").find("line 1 is") == 0);
    CHECK(mismatch(patterns, "a 1 b\nEnd\n") == "line 2 is 'End', it should match 'end'");
    CHECK(mismatch(patterns, "a 1 b\n") == "line 2 is missing, it should match 'end'");
    CHECK(mismatch(patterns, "") == "line 1 is missing, it should match 'a {n} b'");
    CHECK(mismatch(patterns, "a 1 b\nend\nmore\n") == "line 3 is one too many: 'more'");
    CHECK(mismatch(patterns, "a 1 b\nend\n\n") == "line 3 is one too many: ''");
}

TEST_CASE("hostile output is a mismatch and no more") {
    const Patterns patterns = {"{n}"};
    CHECK_FALSE(mismatch(patterns, std::string(1000000, '9')).empty());
    CHECK(mismatch(patterns, std::string(1000000, 'x')).size() < 1000);
    CHECK_FALSE(mismatch(patterns, std::string("1\0", 2)).empty());
    CHECK(mismatch(patterns, "\x1b[2J").find('\x1b') == std::string::npos);
}

TEST_CASE("patterns that could never match are refused") {
    CHECK_FALSE(check_patterns(Patterns{"{a} {b}", "{c}.", "{d}s", "", "{'x'}"}));
    struct Case {
        Patterns patterns;
        std::size_t index;
        const char* message;
    };
    const std::vector<Case> cases = {
        {{"{a} {a}"}, 0, "{a} is used twice"}, {{"{a}", "x", "{a}"}, 2, "{a} is used twice"},
        {{"{a}{b}"}, 0, "{a} has no end"},     {{"{a}0"}, 0, "{a} has no end"},
        {{"x", "{a}.5"}, 1, "{a} has no end"}, {{"a\nb"}, 0, "line end"},
    };
    for (const Case& bad : cases) {
        CAPTURE(bad.patterns.front());
        const auto fault = check_patterns(bad.patterns);
        REQUIRE(fault);
        CHECK(fault->index == bad.index);
        CHECK(fault->message.find(bad.message) != std::string::npos);
    }
}
