#include "content/condition.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

using namespace gilkit::content;

namespace {

const std::map<std::string, double> figures = {{"a", 1}, {"b.c", 2.5}, {"b.negative", -1}};

bool holds(const std::string& text) {
    const auto condition = parse_condition(text);
    REQUIRE(condition);
    const auto result = evaluate(*condition, figures);
    REQUIRE(result);
    return *result;
}

} // namespace

TEST_CASE("every comparison compares") {
    CHECK(holds("a < 1.5"));
    CHECK_FALSE(holds("a < 1"));
    CHECK(holds("a <= 1"));
    CHECK_FALSE(holds("a <= 0.5"));
    CHECK(holds("b.c > 2"));
    CHECK_FALSE(holds("b.c > 2.5"));
    CHECK(holds("b.c >= 2.5"));
    CHECK_FALSE(holds("b.c >= 3"));
    CHECK(holds("a == 1"));
    CHECK_FALSE(holds("a == 2"));
    CHECK(holds("a != 2"));
    CHECK_FALSE(holds("a != 1"));
    CHECK(holds("b.negative < -0.5"));
}

TEST_CASE("and asks for all") {
    CHECK(holds("a == 1 and b.c == 2.5"));
    CHECK_FALSE(holds("a == 1 and b.c == 2"));
    CHECK_FALSE(holds("a == 2 and b.c == 2.5"));
    CHECK(holds("  a == 1   and b.c > 2 and b.c < 3 "));
}

TEST_CASE("an unknown path is an error, even behind a comparison that fails") {
    const auto condition = parse_condition("a == 2 and b.d > 1");
    REQUIRE(condition);
    const auto result = evaluate(*condition, figures);
    REQUIRE_FALSE(result);
    CHECK(result.error() == "b.d");
}

TEST_CASE("malformed conditions say what is wrong") {
    struct Case {
        const char* text;
        const char* message;
    };
    const std::vector<Case> cases = {
        {"", "empty"},
        {"   ", "empty"},
        {"a", "ends within a comparison"},
        {"a <", "ends within a comparison"},
        {"a<1", "ends within a comparison"},
        {"a < b", "'b' is not a number"},
        {"a < 1x", "'1x' is not a number"},
        {"a < inf", "'inf' is not a number"},
        {"a < nan", "'nan' is not a number"},
        {"a < 1e999", "'1e999' is not a number"},
        {"a = 1", "'=' is not a comparison"},
        {"1 < a", "'1' is not the name of a figure"},
        {".a < 1", "'.a' is not the name of a figure"},
        {"a. < 1", "'a.' is not the name of a figure"},
        {"a..b < 1", "'a..b' is not the name of a figure"},
        {"a-b < 1", "'a-b' is not the name of a figure"},
        {"a < 1 or b.c > 2", "'or' stands where 'and' is expected"},
        {"a < 1 and", "ends with 'and'"},
        {"a < 1 and b.c", "ends within a comparison"},
    };
    for (const Case& bad : cases) {
        CAPTURE(std::string(bad.text));
        const auto condition = parse_condition(bad.text);
        REQUIRE_FALSE(condition);
        CHECK(condition.error().find(bad.message) != std::string::npos);
    }
}
