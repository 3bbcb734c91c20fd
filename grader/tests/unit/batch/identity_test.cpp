#include "batch/identity.hpp"

#include "batch/digest.hpp"
#include "content/good_course.hpp"
#include "content/load.hpp"

#include <doctest/doctest.h>

using namespace gilkit;
using namespace gilkit::batch;

TEST_CASE("digests are SHA-256, and parts don't run together") {
    // FIPS 180-4's example, of the bytes that add() puts in: "3:abc".
    CHECK(digest_of("abc") == Digest().add("abc").hex());
    CHECK(digest_of("abc") == "aab5f9ae99b2e38fb462025c8f72f570c9c811705d2a4277dc855d7fa293fe97");
    CHECK(Digest().add("ab").add("c").hex() != Digest().add("a").add("bc").hex());
    CHECK(Digest().add("").hex() != Digest().hex());
    CHECK(random_name().size() == 32);
    CHECK(random_name() != random_name());
}

TEST_CASE("an exercise's identity is of what a grading reads, and of nothing else") {
    const content::test::GoodCourse course;
    const auto exercise = [&] {
        const auto loaded = content::load_course(course.root(), {.recordings = content::Recordings::ignored});
        REQUIRE(loaded);
        return *loaded->find("two")->exercise;
    };
    const auto identity = [&] { return identity_of(exercise()).value(); };
    const std::string before = identity();
    const std::filesystem::path folder = exercise().folder;
    const auto add = [&](const char* file) {
        const auto path = folder / file;
        content::test::write_file(path, content::test::read_file(path) + "\n# more\n");
    };
    add("hints.md");
    add("README.md");
    CHECK(identity() == before);
    add("check/inputs.py");
    const std::string inputs_changed = identity();
    CHECK(inputs_changed != before);
    add("exercise.toml");
    CHECK(identity() != inputs_changed);
}

TEST_CASE("an interpreter's identity is not where it lies") {
    judge::Interpreter python{"/usr/bin/python3", "CPython", "3.11.2", true};
    const auto identity = identity_of(python);
    REQUIRE(identity);
    judge::Interpreter same = python;
    same.path = "/usr/bin/../bin/python3";
    CHECK(identity_of(same) == identity);
    same.version = "3.11.3";
    CHECK(identity_of(same) != identity);
    python.path = "/nowhere/python3";
    CHECK_FALSE(identity_of(python));
}

TEST_CASE("a key changes with each of its parts") {
    const std::string key = key_of("a", "b", "c");
    CHECK(key == key_of("a", "b", "c"));
    CHECK(key != key_of("x", "b", "c"));
    CHECK(key != key_of("a", "x", "c"));
    CHECK(key != key_of("a", "b", "x"));
}
