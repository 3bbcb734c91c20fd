#include "gil/objects.hpp"

#include "gil/fake_objects.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace gilkit::gil;
using namespace gilkit::gil::test;

namespace {

// A memory with objects in it, and who reads them.
struct Reading {
    explicit Reading(const ObjectLayout& layout)
        : fake(memory, layout), objects(memory, fake.layout, known_keys) {}
    explicit Reading(int minor) : Reading(known_objects({3, minor, 0}, false).value()) {}
    FakeMemory memory;
    FakeObjects fake;
    Objects::KnownKeys known_keys;
    Objects objects;
};

} // namespace

TEST_CASE("A str of any width becomes UTF-8") {
    for (const KnownObjects& build : all_known_objects()) {
        CAPTURE(build.minor);
        CAPTURE(build.free_threaded);
        Reading all(build.layout);
        const auto text = [&](std::uint64_t str) { return all.objects.text(str, 100).value_or("?"); };
        CHECK(text(all.fake.str("Thread-1 (work)")) == "Thread-1 (work)");
        CHECK(text(all.fake.str("")).empty());
        CHECK(text(all.fake.str<std::uint8_t>({0xe9, 'a'}, false)) == "\u00e9a");
        CHECK(text(all.fake.str<std::uint16_t>({0x6f22, 'a', 0xe9}, false)) == "\u6f22a\u00e9");
        CHECK(text(all.fake.str<std::uint32_t>({0x1f40d, 0x10ffff}, false)) == "\U0001f40d\U0010ffff");
        CHECK(all.objects.text(all.fake.str(std::string(1000, 'x')), 100) == std::string(100, 'x'));
    }
}

TEST_CASE("Control characters of a str are replaced") {
    Reading all(12);
    CHECK(all.objects.text(all.fake.str("a\n\x1b[31m\x7f"), 100) == "a\ufffd\ufffd[31m\ufffd");
    CHECK(all.objects.text(all.fake.str<std::uint8_t>({0x9b}, false), 100) == "\ufffd");
}

TEST_CASE("What is no str, or no Unicode, is no text") {
    for (const KnownObjects& build : all_known_objects()) {
        CAPTURE(build.minor);
        CAPTURE(build.free_threaded);
        Reading all(build.layout);
        CHECK_FALSE(all.objects.text(0, 100));
        CHECK_FALSE(all.objects.text(0xdead0000, 100));
        CHECK_FALSE(all.objects.text(all.fake.number(7), 100));
        CHECK_FALSE(all.objects.text(all.fake.str<std::uint16_t>({0xd800}, false), 100));
        CHECK_FALSE(all.objects.text(all.fake.str<std::uint32_t>({0x110000}, false), 100));
        CHECK_FALSE(all.objects.text(all.fake.str<std::uint8_t>({0xe9}, true), 100));
        const auto with_state = [&](unsigned ascii, unsigned compact, unsigned kind) {
            const std::uint64_t str = all.fake.str("x");
            all.memory.put(str + all.fake.layout.str_state,
                           std::uint32_t{(ascii << 4U) | (compact << 3U) | kind}
                               << all.fake.layout.str_kind_bit);
            return str;
        };
        CHECK(all.objects.text(with_state(1, 1, 1), 100) == "x");
        CHECK_FALSE(all.objects.text(with_state(1, 0, 1), 100)); // its characters are elsewhere
        CHECK_FALSE(all.objects.text(with_state(1, 1, 0), 100)); // of no width
        CHECK_FALSE(all.objects.text(with_state(0, 1, 3), 100)); // three bytes each
        CHECK_FALSE(all.objects.text(with_state(1, 1, 2), 100)); // ASCII of two bytes
        const std::uint64_t negative = all.fake.str("x");
        all.memory.put<std::int64_t>(negative + all.fake.layout.str_length, -1);
        CHECK_FALSE(all.objects.text(negative, 100));
        const std::uint64_t endless = all.fake.str("x");
        all.memory.put<std::int64_t>(endless + all.fake.layout.str_length, INT64_MAX);
        CHECK(all.objects.text(endless, 1) == "x");
    }
}

TEST_CASE("An int of up to 60 bits is read") {
    for (const KnownObjects& build : all_known_objects()) {
        CAPTURE(build.minor);
        CAPTURE(build.free_threaded);
        Reading all(build.layout);
        for (const std::uint64_t value : {0ULL, 1ULL, 0x3fffffffULL, 0x40000000ULL, 0x7f1234567890ULL}) {
            CHECK(all.objects.number(all.fake.number(value)) == value);
        }
        const bool tagged = all.fake.layout.int_is_tagged;
        const std::uint64_t negative = all.fake.number(5);
        all.memory.put<std::int64_t>(negative + all.fake.layout.int_size, tagged ? (1 << 3) | 2 : -1);
        CHECK_FALSE(all.objects.number(negative));
        const std::uint64_t large = all.fake.number(5);
        all.memory.put<std::int64_t>(large + all.fake.layout.int_size, tagged ? 3 << 3 : 3);
        CHECK_FALSE(all.objects.number(large));
        const std::uint64_t odd = all.fake.number(5);
        all.memory.put<std::uint32_t>(odd + all.fake.layout.int_digits, 1U << 30U);
        CHECK_FALSE(all.objects.number(odd));
        CHECK_FALSE(all.objects.number(all.fake.str("5")));
        CHECK_FALSE(all.objects.number(0xdead0000));
    }
}

TEST_CASE("Dicts of every kind show their items") {
    for (const KnownObjects& build : all_known_objects()) {
        CAPTURE(build.minor);
        CAPTURE(build.free_threaded);
        Reading all(build.layout);
        FakeObjects& fake = all.fake;
        const Pairs pairs{{fake.str("a"), 1}, {fake.str("b"), 2}, {0, 0}, {fake.str("c"), 3}};
        const Objects::Items items{{pairs[0].first, 1}, {pairs[1].first, 2}, {pairs[3].first, 3}};
        CHECK(all.objects.items(fake.dict(pairs)) == items);
        CHECK(all.objects.items(fake.names(pairs)) == items);
        CHECK(all.objects.items(fake.dict(Pairs{})) == Objects::Items{});
        const Pairs shared{{pairs[0].first, 1}, {pairs[1].first, 0}};
        CHECK(all.objects.items(fake.dict(fake.shared_keys(shared), fake.values(shared))) ==
              Objects::Items{{pairs[0].first, 1}});
        Pairs many;
        for (std::uint64_t i = 1; i <= 300; ++i) { // indices of two bytes
            many.emplace_back(i, i);
        }
        CHECK(all.objects.items(fake.dict(many)).value().back() == Objects::Item{300, 300});
        CHECK(all.objects.attributes(fake.module(fake.names(pairs))) == items);
    }
}

TEST_CASE("Instances show their attributes, with a dict of their own and without") {
    for (const KnownObjects& build : all_known_objects()) {
        CAPTURE(build.minor);
        CAPTURE(build.free_threaded);
        Reading all(build.layout);
        FakeObjects& fake = all.fake;
        const Pairs pairs{{fake.str("_target"), 1}, {fake.str("_name"), 2}};
        const Objects::Items items{{pairs[0].first, 1}, {pairs[1].first, 2}};
        CHECK(all.objects.attributes(fake.instance(pairs)) == items);
        CHECK(all.objects.attributes(fake.instance_with_dict(pairs)) == items);
        CHECK_FALSE(all.objects.attributes(fake.number(5))); // has none
        CHECK_FALSE(all.objects.attributes(0xdead0000));
    }
    Reading all(13);
    const std::uint64_t cleared = all.fake.instance({{all.fake.str("_name"), 2}});
    all.memory.put<std::uint8_t>(cleared + all.fake.layout.head + 3, 0); // its values are not valid any more
    CHECK_FALSE(all.objects.attributes(cleared));
}

TEST_CASE("A key is found by what it spells, wherever it was before") {
    Reading all(12);
    FakeObjects& fake = all.fake;
    const std::uint64_t name = fake.str("_name");
    const Objects::Items items{{fake.number(3), 1}, {fake.str("_nam"), 2}, {name, 3}};
    CHECK(all.objects.find(items, "_name") == 3);
    CHECK(all.known_keys.at("_name") == name);
    const std::size_t before = all.objects.reads();
    CHECK(all.objects.find(items, "_name") == 3);
    CHECK(all.objects.reads() <= before + 2);
    // Somebody else's memory by now.
    all.memory.put<std::uint8_t>(name + fake.layout.str_ascii, 'x');
    CHECK_FALSE(all.objects.find(items, "_name"));
    CHECK(all.objects.find({{fake.str("_name"), 5}}, "_name") == 5);
}

TEST_CASE("A dict that can't be one has no items") {
    for (const KnownObjects& build : all_known_objects()) {
        CAPTURE(build.minor);
        CAPTURE(build.free_threaded);
        Reading all(build.layout);
        FakeObjects& fake = all.fake;
        const Pairs pairs{{1, 1}};
        const std::uint64_t too_full = fake.keys(pairs, 1);
        fake.memory.put<std::uint64_t>(too_full + fake.layout.keys_used, 6);
        CHECK_FALSE(all.objects.items(fake.dict(too_full, 0)));
        const std::uint64_t negative = fake.keys(pairs, 1);
        fake.memory.put<std::int64_t>(negative + fake.layout.keys_used, -1);
        CHECK_FALSE(all.objects.items(fake.dict(negative, 0)));
        const std::uint64_t huge = fake.keys(pairs, 1);
        fake.memory.put<std::uint8_t>(huge + fake.layout.keys_size + (fake.layout.keys_kind ? 0 : 7), 0x7f);
        CHECK_FALSE(all.objects.items(fake.dict(huge, 0)));
        CHECK_FALSE(all.objects.items(fake.dict(0xdead0000, 0)));
        CHECK_FALSE(all.objects.items(fake.dict(0, 0)));
        CHECK_FALSE(all.objects.items(fake.dict(fake.shared_keys(pairs), 0xdead0000)));
        CHECK_FALSE(all.objects.items(fake.str("no dict")));
        if (fake.layout.keys_kind) {
            CHECK_FALSE(all.objects.items(fake.dict(fake.keys(pairs, 1), fake.values(pairs))));
            CHECK_FALSE(all.objects.items(fake.dict(fake.shared_keys(pairs), 0)));
            CHECK_FALSE(all.objects.items(fake.dict(fake.keys(pairs, 3), 0)));
        }
    }
}

TEST_CASE("Of a dict without end only so much is read, and not for ever") {
    Reading all(12);
    const Pairs pairs(5000, {1, 1});
    const std::uint64_t large = all.fake.dict(pairs);
    CHECK(all.objects.items(large).value().size() == 4096);
    int read = 0;
    while (all.objects.items(large) && read < 100'000) {
        ++read;
    }
    CHECK(read < 20'000);
}
