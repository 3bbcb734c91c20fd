#include "sandbox/conversation.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <string>

using namespace gilkit::sandbox;
using nlohmann::json;
using namespace std::string_view_literals;

namespace {

std::string framed(std::string_view body) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) {
        bytes.push_back(static_cast<char>((body.size() >> static_cast<unsigned>(shift)) & 0xffU));
    }
    return bytes.append(body);
}

// The message in these bytes; must be there.
json only_message(std::string_view bytes) {
    MessageReader reader;
    reader.append(bytes);
    auto message = reader.next();
    REQUIRE(message);
    REQUIRE(*message);
    CHECK_FALSE(reader.next()->has_value());
    return **message;
}

// Whether the bytes are refused, for good.
bool refused(std::string_view bytes) {
    MessageReader reader;
    reader.append(bytes);
    if (reader.next()) {
        return false;
    }
    reader.append(framed(R"({"op": "returned"})"));
    return !reader.next();
}

} // namespace

TEST_CASE("A message survives the way there and back") {
    const json message = {
        {"op", "call"},
        {"arguments", json::array({json::array({"text", "ä€𝄞\n\"\\"}), json::array({"n", -7})})},
        {"large", std::numeric_limits<std::uint64_t>::max()},
        {"none", nullptr}};
    CHECK(only_message(frame_message(message)) == message);
    CHECK(only_message(frame_message(json::object())) == json::object());
    const json large = {{"value", std::string(1'000'000, 'x')}};
    CHECK(only_message(frame_message(large)) == large);
}

TEST_CASE("The length comes first, most significant byte first") {
    const std::string bytes = frame_message({{"a", std::string(300, 'x')}});
    CHECK(bytes.substr(0, 4) == std::string("\0\0\x01\x34", 4)); // {"a":"…"} has 8 bytes around the text
}

TEST_CASE("A path that is no UTF-8 is sent imperfectly rather than not at all") {
    CHECK(only_message(frame_message({{"file", "/tmp/\xff.py"}}))["file"] == "/tmp/\xEF\xBF\xBD.py");
}

TEST_CASE("A message may come byte by byte") {
    const json message = {{"op", "returned"}, {"value", {1, 2, 3}}};
    const std::string bytes = frame_message(message);
    MessageReader reader;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const auto before = reader.next();
        REQUIRE(before);
        CHECK_FALSE(before->has_value());
        reader.append(bytes.substr(i, 1));
    }
    CHECK(reader.next()->value() == message);
}

TEST_CASE("Two messages may come at once") {
    MessageReader reader;
    reader.append(frame_message({{"n", 1}}) + frame_message({{"n", 2}}) +
                  frame_message({{"n", 3}}).substr(0, 6));
    CHECK(reader.next()->value()["n"] == 1);
    CHECK(reader.next()->value()["n"] == 2);
    CHECK_FALSE(reader.next()->has_value());
    reader.append(frame_message({{"n", 3}}).substr(6));
    CHECK(reader.next()->value()["n"] == 3);
}

TEST_CASE("A part of a message is no message yet") {
    for (const std::string_view part : {""sv, "\x01"sv, "\x00\x00\x00"sv, "\x00\x00\x00\x05{}"sv}) {
        MessageReader reader;
        reader.append(part);
        const auto message = reader.next();
        REQUIRE(message);
        CHECK_FALSE(message->has_value());
    }
}

TEST_CASE("A length beyond the limit is refused before anything of it is read") {
    CHECK(refused("\xff\xff\xff\xff"));
    CHECK(refused(std::string("\x04\x00\x00\x01", 4))); // 64 MiB and a byte
    CHECK(refused("{\"op\": \"returned\"}"));           // "{\"op" is a length of 2 GB
    MessageReader patient;
    patient.append(std::string("\x04\x00\x00\x00", 4)); // exactly the limit
    CHECK(patient.next().has_value());
}

TEST_CASE("What is not exactly one JSON object is refused") {
    for (const std::string body : {"", " ", "x", "{", "{}}", "{} {}", "[]", "[{}]", "1", "null", R"("text")",
                                   R"({"a": NaN})", "{'a': 1}", R"({"a": 1,})", "{\"a\": \"\xff\"}",
                                   R"({"a": "\ud800"})", "\xEF\xBB\xBF", R"({"a": 1e999})"}) {
        CAPTURE(body);
        CHECK(refused(framed(body)));
    }
    CHECK(refused(framed(std::string("{\"a\": \0}", 8))));
}

TEST_CASE("Deep nesting is refused, wherever it is and whether it ends or not") {
    const auto nested = [](std::size_t depth, char open, char close) {
        return std::string(depth, open) + std::string(depth, close);
    };
    CHECK(refused(framed("{\"value\": " + nested(10'000, '[', ']') + "}")));
    CHECK(refused(framed("{\"value\": " + std::string(10'000, '['))));
    CHECK(refused(framed(nested(1'000'000, '[', ']'))));
    std::string objects;
    for (int i = 0; i < 10'000; ++i) {
        objects += "{\"a\":";
    }
    CHECK(refused(framed(objects + "1" + std::string(10'000, '}'))));
    CHECK_FALSE(refused(framed("{\"value\": " + nested(150, '[', ']') + "}")));
}

TEST_CASE("Random bytes end in a message, in patience or in a refusal") {
    std::mt19937 random(20261124);
    for (int round = 0; round < 2000; ++round) {
        std::string body(random() % 40, '\0');
        for (char& byte : body) {
            byte = "{}[]\":,0e-tn\\u\xff x"[random() % 18];
        }
        MessageReader reader;
        reader.append(framed(body));
        const auto message = reader.next();
        if (message && *message) {
            CHECK((*message)->is_object());
        }
    }
}

TEST_CASE("A field of another type is as if it were missing") {
    const json message = {{"text", "hello"}, {"number", 17}, {"real", 17.5},
                          {"null", nullptr}, {"list", {1}},  {"object", json::object()},
                          {"true", true},    {"empty", ""}};
    CHECK(text_field(message, "text") == "hello");
    CHECK(text_field(message, "text", 3) == "hel");
    CHECK(text_field(message, "text", 0).empty());
    CHECK(int_field(message, "number") == 17);
    for (const std::string key :
         {"number", "real", "null", "list", "object", "true", "empty", "missing", ""}) {
        CAPTURE(key);
        CHECK(text_field(message, key.c_str()).empty());
    }
    for (const std::string key : {"text", "real", "null", "list", "object", "true", "empty", "missing"}) {
        CAPTURE(key);
        CHECK(int_field(message, key.c_str()) == 0);
    }
    CHECK(text_field({{"text", std::string(1U << 20U, 'x')}}, "text").size() == 16384);
}

TEST_CASE("Huge numbers are cut at what an int holds") {
    constexpr int most = std::numeric_limits<int>::max();
    constexpr int least = std::numeric_limits<int>::min();
    CHECK(int_field({{"n", most}}, "n") == most);
    CHECK(int_field({{"n", std::int64_t{most} + 1}}, "n") == most);
    CHECK(int_field({{"n", std::numeric_limits<std::int64_t>::max()}}, "n") == most);
    CHECK(int_field({{"n", std::numeric_limits<std::uint64_t>::max()}}, "n") == most);
    CHECK(int_field({{"n", std::numeric_limits<std::int64_t>::min()}}, "n") == least);
    // Beyond 64 bits JSON numbers are read as floating point, which is another type.
    CHECK(int_field(json::parse(R"({"n": 99999999999999999999999})"), "n") == 0);
}
