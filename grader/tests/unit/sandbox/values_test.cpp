// Values on their way through the real runner and back: decoded there, returned by a submission, encoded
// again.
#include "judge/value.hpp"
#include "sandbox/a_box.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace gilkit::sandbox;
using namespace gilkit::sandbox::test;
using gilkit::judge::same_value;
using nlohmann::json;

namespace {

json tagged(const char* tag, const json& content) {
    return {{"$", tag}, {"v", content}};
}

} // namespace

TEST_CASE("Every value that may cross comes back as it went") {
    ABox box("def run(value):\n    return value\n");
    REQUIRE(box.load().ending == Ending::loaded);
    json deep = json::array();
    for (int i = 0; i < 50; ++i) {
        deep = json::array({deep});
    }
    const std::vector<json> values{
        nullptr,
        true,
        false,
        0,
        -1,
        9007199254740992, // 2**53, the last that is sent plainly
        -9007199254740992,
        tagged("int", "0x20000000000001"),
        tagged("int", "-0x20000000000001"),
        tagged("int", "0x" + std::string(5000, 'f')),
        tagged("int", "-0x10000000000000000"),
        tagged("float", "-0x0.0p+0"),
        tagged("float", "0x0.0p+0"),
        tagged("float", "0x1.999999999999ap-4"),
        tagged("float", "0x0.0000000000001p-1022"),
        tagged("float", "nan"),
        tagged("float", "inf"),
        tagged("float", "-inf"),
        "",
        "ä€𝄞 \n\t\"\\ \x7f",
        std::string("a\0b", 3),
        tagged("str", "7aCA"), // U+D800 alone
        tagged("bytes", ""),
        tagged("bytes", "AP8="),
        json::array(),
        json::array({1, "x", nullptr}),
        tagged("tuple", json::array()),
        tagged("tuple", json::array({1, tagged("tuple", json::array({2, json::array({3})}))})),
        tagged("dict", json::array()),
        tagged("dict", json::array({json::array({"$", 1}), json::array({"v", 2})})),
        tagged("dict",
               json::array({json::array({tagged("tuple", json::array({1, 2})),
                                         tagged("dict", json::array({json::array({nullptr, true})}))}),
                            json::array({tagged("float", "0x1.8000000000000p+0"), "x"})})),
        deep,
    };
    for (const json& value : values) {
        CAPTURE(value.dump());
        const Reply reply = box.call(json::array({json::array({"value", value})}));
        REQUIRE(reply.ending == Ending::returned);
        CHECK(same_value(reply.value, value));
    }
}

TEST_CASE("Values that Python makes are told apart as Python tells them apart, and more strictly") {
    ABox box(
        "pairs = [\n"
        "    (1, True), (1, 1.0), (0.0, -0.0), ('1', 1), (b'a', 'a'), ([1], (1,)), ([], {}), (None, False),\n"
        "    (2**53, 2.0**53), (2**70, 2.0**70), (2**64, 2**64 + 1), ('\\ud800', '\\udc00'), ({1: 2}, [[1, "
        "2]]),\n"
        "    ({1: 2}, {True: 2}), (float('inf'), float('-inf')), ('e\\u0301', '\\xe9'),\n"
        "]\n"
        "equal = [\n"
        "    (float('nan'), -float('nan')), ({1: 2, 3: 4}, {3: 4, 1: 2}), (0.1 + 0.2, 0.30000000000000004),\n"
        "    ({'a': {1: 2, 3: 4}}, {'a': {3: 4, 1: 2}}), ([({1: [], 2: ()},)], [({2: (), 1: []},)]),\n"
        "    ({(1, 2): {5: {6: 7, 8: 9}, 4: 3}}, {(1, 2): {4: 3, 5: {8: 9, 6: 7}}}),\n"
        "]\n"
        "def run(which):\n    return pairs if which else equal\n");
    REQUIRE(box.load().ending == Ending::loaded);
    for (const bool different : {true, false}) {
        const Reply reply = box.call(json::array({json::array({"which", different})}));
        REQUIRE(reply.ending == Ending::returned);
        CHECK(reply.value.size() > 5);
        for (const json& pair : reply.value) {
            CAPTURE(pair.dump());
            CHECK(same_value(pair["v"][0], pair["v"][1]) != different);
            CHECK(same_value(pair["v"][1], pair["v"][0]) != different);
            CHECK(same_value(pair, pair));
        }
    }
}
