#include "../../../archive/netstrings.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace gilkit::archive;

TEST_CASE("netstrings come out as they went in") {
    std::string text;
    const std::string odd("a,1:b\0\n", 7);
    for (const std::string& part : {std::string("hello"), std::string(), odd}) {
        add_netstring(text, part);
    }
    CHECK(text.starts_with("5:hello,0:,7:"));
    const auto parts = netstrings_in(text);
    REQUIRE(parts);
    REQUIRE(parts->size() == 3);
    CHECK(parts->at(0) == "hello");
    CHECK(parts->at(1).empty());
    CHECK(parts->at(2) == odd);
    CHECK(netstrings_in("")->empty());
}

TEST_CASE("what is no netstrings is nothing") {
    for (const char* const text :
         {"5", "5:", "5:hello", "5:hello;", "6:hello,", "-1:a,", "1:a,2", ":,", " 1:a,", "x",
          "18446744073709551615:a,", "18446744073709551616:a,", "99999999999999999999999999:a,", "0:"}) {
        CAPTURE(text);
        CHECK_FALSE(netstrings_in(text));
    }
}
