#include "gil/layout.hpp"

#include "gil/fake_python.hpp"

#include <doctest/doctest.h>

#include <array>
#include <vector>

using namespace gilkit::gil;
using namespace gilkit::gil::test;

TEST_CASE("A version is read from PY_VERSION_HEX and written as people write it") {
    CHECK(Version::from_hex(0x030c01f0) == Version{3, 12, 1});
    CHECK(Version::from_hex(0x030c01f0).to_string() == "3.12.1");
    CHECK(Version{3, 9, std::nullopt}.to_string() == "3.9");
}

TEST_CASE("The table holds 3.9 to 3.12 and nothing else") {
    for (int minor = 0; minor < 20; ++minor) {
        CAPTURE(minor);
        CHECK(known_layout({3, minor, 0}).has_value() == (minor >= 9 && minor <= 12));
        CHECK_FALSE(known_layout({2, minor, 0}));
        CHECK_FALSE(known_layout({4, minor, 0}));
    }
    // Of 3.11 and later the kernel's id of a thread is known, of earlier ones not.
    CHECK_FALSE(known_layout({3, 10, 0})->native_id);
    CHECK(known_layout({3, 11, 0})->native_id == 160);
    CHECK(known_layout({3, 11, 0})->runtime_gil == 360);
    CHECK_FALSE(known_layout({3, 12, 0})->runtime_gil);
    CHECK(known_layout({3, 12, 0})->modules == 944);
}

TEST_CASE("CPython 3.14 says where its GIL is") {
    const auto offsets = parse_debug_offsets(words_of_3_14());
    REQUIRE(offsets);
    CHECK(offsets->version == Version{3, 14, 10});
    CHECK_FALSE(offsets->free_threaded);
    const Layout& layout = offsets->layout;
    CHECK(layout.interpreters_head == 808);
    CHECK(layout.interpreter_next == 7272);
    CHECK(layout.interpreter_gil == 16);
    CHECK_FALSE(layout.runtime_gil);
    CHECK(layout.threads_head == 7344);
    CHECK(layout.thread_next == 8);
    CHECK(layout.thread_interpreter == 16);
    CHECK(layout.pthread == 152);
    CHECK(layout.native_id == 160);
    CHECK(layout.modules == 7688);
    CHECK_FALSE(layout.gil.enabled);
    CHECK(layout.gil.interval == 0);
    CHECK(layout.gil.last_holder == 8);
    CHECK(layout.gil.locked == 16);
    CHECK(layout.gil.switch_number == 24);
    CHECK(layout.gil.wait_begin == 32);
    CHECK(layout.gil.yield_begin == 32 + sizeof(pthread_cond_t) + sizeof(pthread_mutex_t));
    CHECK(layout.gil.end == 2 * layout.gil.yield_begin - 32);
}

TEST_CASE("A free-threaded build has a word in front of its GIL that says whether it is in use") {
    const auto offsets = parse_debug_offsets(words_of_free_threaded_3_14());
    REQUIRE(offsets);
    CHECK(offsets->free_threaded);
    CHECK(offsets->layout.gil.enabled == 0);
    CHECK(offsets->layout.gil.interval == 8);
    CHECK(offsets->layout.gil.last_holder == 16);
    CHECK(offsets->layout.gil.locked == 24);
    CHECK(offsets->layout.gil.wait_begin == 40);
}

TEST_CASE("What is no description of a known CPython is not believed") {
    CHECK_FALSE(parse_debug_offsets({}));
    CHECK_FALSE(parse_debug_offsets(OffsetWords{}));
    CHECK_FALSE(parse_debug_offsets(offset_words(0x030e0af0, {})));
    const OffsetWords good = words_of_3_14();
    CHECK_FALSE(parse_debug_offsets(std::span(good).first(20)));

    struct Change {
        std::size_t word;
        std::uint64_t value;
    };
    for (const Change& change : {Change{0, 0},           // no cookie
                                 Change{1, 0x03080af0},  // older than any that describes itself
                                 Change{1, 0x03630af0},  // newer than any that is known
                                 Change{1, 0x040e0af0},  // another major version
                                 Change{2, 2},           // neither free-threaded nor not
                                 Change{2, 1},           // free-threaded, but the GIL is where it was
                                 Change{18, 7801},       // the lock in no place that it can be in
                                 Change{19, 16},         // the holder likewise
                                 Change{9, 1ULL << 40U}, // larger than any structure
                                 Change{24, 7}}) {       // no pointer can stand there
        CAPTURE(change.word);
        OffsetWords words = good;
        words.at(change.word) = change.value;
        CHECK_FALSE(parse_debug_offsets(words));
    }
}
