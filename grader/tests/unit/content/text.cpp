#include "content/text.hpp"

#include "content/good_course.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <vector>

using namespace gilkit::content;
using namespace gilkit::content::test;

TEST_CASE("lines are split with and without a final line end") {
    using Lines = std::vector<std::string_view>;
    CHECK(split_lines("").empty());
    CHECK(split_lines("a") == Lines{"a"});
    CHECK(split_lines("a\n") == Lines{"a"});
    CHECK(split_lines("a\n\n") == Lines{"a", ""});
    CHECK(split_lines("a\nb") == Lines{"a", "b"});
}

TEST_CASE("UTF-8 is told from other bytes") {
    for (const char* good : {"", "plain", "\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x90\x8D", "\xED\x9F\xBF"}) {
        CHECK_FALSE(first_invalid_utf8(good));
    }
    // Lone continuation, cut sequences, overlong forms, a surrogate, beyond U+10FFFF.
    for (const char* bad : {"ab\x80", "ab\xC3", "ab\xE2\x82", "ab\xC0\x80", "ab\xE0\x80\x80",
                            "ab\xF0\x80\x80\x80", "ab\xED\xA0\x80", "ab\xF4\x90\x80\x80", "ab\xFF"}) {
        CHECK(first_invalid_utf8(bad) == 2);
    }
    CHECK(first_invalid_utf8(std::string_view("a\0b", 3)) == 1);
}

TEST_CASE("names of the course's form") {
    for (const char* good : {"a", "a-b", "4-threads", "four-threads-one-core"}) {
        CHECK(is_slug(good));
    }
    for (const char* bad : {"", "-", "-a", "a-", "a--b", "A", "a_b", "a b", "a/b", ".."}) {
        CHECK_FALSE(is_slug(bad));
    }
    CHECK(is_numbered_slug("01-a"));
    for (const char* bad : {"", "01", "01-", "1-a", "001-a", "ab-c", "01_a", "01-A"}) {
        CHECK_FALSE(is_numbered_slug(bad));
    }
    CHECK(is_python_name("run_jobs2"));
    for (const char* bad : {"", "2run", "run jobs", "run-jobs", "a.b"}) {
        CHECK_FALSE(is_python_name(bad));
    }
    CHECK(slugify("What Does This Print?") == "what-does-this-print");
    CHECK(slugify("  A & B ") == "a-b");
    CHECK(slugify("").empty());
}

TEST_CASE("a near word is suggested, a far one is not") {
    const std::vector<std::string> keys = {"lesson", "exercise", "title", "id"};
    CHECK(closest("lessson", keys) == "lesson");
    CHECK(closest("lesosn", keys) == "lesson");
    CHECK(closest("excercise", keys) == "exercise");
    CHECK_FALSE(closest("colour", keys));
    CHECK_FALSE(closest("lesson", keys) == "lesson"); // nothing to correct
    CHECK_FALSE(closest(std::string(100000, 'x'), keys));
    CHECK(did_you_mean("titel", keys, "remove it") == "did you mean 'title'?");
    CHECK(did_you_mean("colour", keys, "remove it") == "remove it");
}

TEST_CASE("quoted text stays on one short line") {
    CHECK(in_quotes("a b") == "'a b'");
    CHECK(in_quotes("a\nb\x1b[0m") == "'a\\x0ab\\x1b[0m'");
    CHECK(in_quotes("\xFF") == "'\\xff'");
    CHECK(in_quotes("\xC3\xA4") == "'\xC3\xA4'");
    CHECK(in_quotes(std::string(100000, 'x')).size() < 200);
}

TEST_CASE("a text file is read whole, without its byte order mark") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "file.md";
    write_file(file, "\xEF\xBB\xBFtext\n");
    CHECK(read_text_file(file) == "text\n");
}

TEST_CASE("a file that is no text is refused") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "file.md";
    const auto message = [&file] {
        const auto text = read_text_file(file);
        REQUIRE_FALSE(text);
        CHECK_FALSE(text.error().action.empty());
        return text.error().message;
    };
    CHECK(message() == "this file is missing");
    write_file(file, " \n\t\n");
    CHECK(message() == "this file is empty");
    write_file(file, "a\nb\xFF\n");
    CHECK(message() == "this is not UTF-8 text");
    CHECK(read_text_file(file).error().line == 2);
    std::filesystem::remove(file);
    std::filesystem::create_directory(file);
    CHECK(message() == "this is not a regular file");
    std::filesystem::remove(file);
    REQUIRE(mkfifo(file.c_str(), 0600) == 0);
    CHECK(message() == "this is not a regular file");
    std::filesystem::remove(file);
    std::filesystem::create_symlink(file, file);
    CHECK(message().find("can't be looked at") == 0);
}
