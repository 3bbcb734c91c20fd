#include "judge/value.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using gilkit::judge::first_difference;
using gilkit::judge::same_value;
using gilkit::judge::show_value;
using nlohmann::json;

namespace {

json tagged(const std::string& tag, const json& content) {
    return {{"$", tag}, {"v", content}};
}

json real(const std::string& hex) {
    return tagged("float", hex);
}

json dict(const json& pairs) {
    return tagged("dict", pairs);
}

json pair(const json& key, const json& value) {
    return json::array({key, value});
}

} // namespace

TEST_CASE("Equal means equal in type and value") {
    const std::vector<json> all{
        nullptr,
        true,
        false,
        1,
        0,
        -1,
        1.0, // forged: the runner sends floats tagged
        "1",
        "",
        "True",
        json::array(),
        json::array({1}),
        json::array({1, 1}),
        json::array({json::array({1})}),
        json::array({"1"}),
        tagged("tuple", json::array()),
        tagged("tuple", json::array({1})),
        dict(json::array()),
        dict(json::array({pair(1, 1)})),
        dict(json::array({pair(1, 1), pair(1, 1)})),
        real("0x0.0p+0"),
        real("-0x0.0p+0"),
        real("0x1.0000000000000p+0"),
        real("nan"),
        real("inf"),
        tagged("int", "0x1"),
        tagged("bytes", "MQ=="),
        tagged("str", "MQ=="),
        tagged("bytes", ""),
        tagged("other", 1),
        json::object(),
        json{{"$", "tuple"}},
        json{{"$", 1}, {"v", 1}},
        json{{"$", "tuple"}, {"v", json::array()}, {"w", 1}},
        "<1>",
        R"(<"int" "0x1">)",
    };
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t j = 0; j < all.size(); ++j) {
            CAPTURE(all[i].dump());
            CAPTURE(all[j].dump());
            CHECK(same_value(all[i], all[j]) == (i == j));
        }
    }
}

TEST_CASE("The order of a dict's entries does not matter, at any depth; that of a list does") {
    const json one = pair("one", 1);
    const json two = pair("two", dict(json::array({pair(3, 4), pair(5, 6)})));
    const json two_turned = pair("two", dict(json::array({pair(5, 6), pair(3, 4)})));
    CHECK(same_value(dict(json::array({one, two})), dict(json::array({two_turned, one}))));
    CHECK(same_value(json::array({dict(json::array({one, two}))}),
                     json::array({dict(json::array({two_turned, one}))})));
    CHECK(same_value(
        dict(json::array({pair(tagged("tuple", json::array({dict(json::array({one, two}))})), 1)})),
        dict(json::array({pair(tagged("tuple", json::array({dict(json::array({two_turned, one}))})), 1)}))));
    CHECK_FALSE(same_value(dict(json::array({one, two})), dict(json::array({one}))));
    CHECK_FALSE(same_value(json::array({1, 2}), json::array({2, 1})));
    CHECK_FALSE(same_value(dict(json::array({pair(1, 2)})), dict(json::array({pair(2, 1)}))));
}

TEST_CASE("Values are shown as Python writes them") {
    const std::vector<std::pair<json, std::string>> table{
        {nullptr, "None"},
        {true, "True"},
        {false, "False"},
        {42, "42"},
        {-9007199254740992, "-9007199254740992"},
        {tagged("int", "0x20000000000001"), "0x20000000000001"},
        {real("0x1.0000000000000p+1"), "2.0"},
        {real("0x1.4000000000000p+1"), "2.5"},
        {real("0x1.999999999999ap-4"), "0.1"},
        {real("-0x0.0p+0"), "-0.0"},
        {real("0x1.a784379d99db4p+79"), "1e+24"},
        {real("nan"), "nan"},
        {real("-inf"), "-inf"},
        {"it's\n\\", R"('it\'s\n\\')"},
        {json::array({1, json::array(), "x"}), "[1, [], 'x']"},
        {tagged("tuple", json::array()), "()"},
        {tagged("tuple", json::array({1})), "(1,)"},
        {tagged("tuple", json::array({1, 2})), "(1, 2)"},
        {dict(json::array()), "{}"},
        {dict(json::array({pair("a", 1), pair(2, tagged("tuple", json::array({3, 4})))})),
         "{'a': 1, 2: (3, 4)}"},
        {tagged("bytes", "AP8="), "bytes in base64 'AP8='"},
    };
    for (const auto& [value, text] : table) {
        CHECK(show_value(value) == text);
    }
}

TEST_CASE("What is not in the runner's encoding is shown all the same") {
    CHECK(show_value(json::object()) == "{}");
    CHECK(show_value(tagged("other", 1)) == R"({"$":"other","v":1})");
    CHECK(show_value(tagged("float", 1)) == R"({"$":"float","v":1})");
    CHECK(show_value(tagged("tuple", "text")) == R"({"$":"tuple","v":"text"})");
    CHECK(show_value(dict(json::array({1, json::array({1})}))) == "{}");
    CHECK(show_value(real("no number")) == "0.0");
}

TEST_CASE("A long value is cut, between two characters") {
    json numbers = json::array();
    for (int i = 0; i < 1000; ++i) {
        numbers.push_back(i);
    }
    const std::string shown = show_value(numbers, 20);
    CHECK(shown == "[0, 1, 2, 3, 4, 5, 6…");
    CHECK(show_value("xxxx", 6) == "'xxxx'");
    CHECK(show_value("xxxx", 5) == "'xxxx…");
    CHECK(show_value("äää", 4) == "'ä…"); // ' and two bytes a letter: the fourth would be half of one
    CHECK(show_value("äää", 5) == "'ää…");
}

TEST_CASE("The first difference is named") {
    CHECK(first_difference({1, 2, 3}, {1, 2, 4}) == "result[2]");
    CHECK(first_difference({1, 2, 3}, {9, 9, 9}) == "result[0]");
    CHECK(first_difference({1, true}, {1, 1}) == "result[1]");
    CHECK(first_difference({1, 2, 3}, {1, 2}) == "its length (2 instead of 3)");
    CHECK(first_difference(json::array(), {1}) == "its length (1 instead of 0)");
    CHECK(first_difference(1, 2) == "the result");
    CHECK(first_difference(json::array({1}), tagged("tuple", json::array({1}))) == "the result");
    CHECK(first_difference(nullptr, json::array()) == "the result");
}
