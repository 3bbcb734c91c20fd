// Files as no author writes them. What is asserted is that loading ends with a report, not its words.
#include "content/good_course.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

using namespace gilkit::content;
using namespace gilkit::content::test;

namespace {

const std::vector<std::string> all_files = {
    course_toml,
    lesson_toml,
    lesson_md,
    observed_json,
    exercise_toml,
    "exercises/01-one/hints.md",
    "exercises/01-one/README.md",
};

std::string repeated(std::string_view text, std::size_t count) {
    std::string all;
    for (std::size_t i = 0; i < count; ++i) {
        all += text;
    }
    return all;
}

} // namespace

TEST_CASE("binary files are reported") {
    std::mt19937 random(20261122); // NOLINT(cert-msc51-cpp): the same bytes on every run
    std::string bytes(100000, '\0');
    for (char& byte : bytes) {
        byte = static_cast<char>(random());
    }
    for (const std::string& file : all_files) {
        CAPTURE(file);
        const GoodCourse files;
        files.write(file, bytes);
        check_one(files.faults(), file, 1, "UTF-8");
    }
}

TEST_CASE("a huge file is reported without being read") {
    for (const std::string& file : all_files) {
        CAPTURE(file);
        const GoodCourse files;
        files.write(file, "x");
        std::filesystem::resize_file(files.root() / file, std::uintmax_t{1} << 40U); // sparse
        check_one(files.faults(), file, 0, "larger than 16 MiB");
    }
}

TEST_CASE("endless nesting and endless repetition are reported") {
    struct Case {
        std::string file;
        std::string text;
    };
    const std::vector<Case> cases = {
        {observed_json, repeated("[", 1000000)},
        {observed_json, repeated("{\"a\":", 100000)},
        {observed_json, repeated("[", 100000) + repeated("]", 100000)},
        {observed_json, repeated("{\"a\":", 100000) + "1" + repeated("}", 100000)},
        {observed_json, "[\"" + repeated("\\ud83d", 1000)},
        {course_toml, "a = " + repeated("[", 100000)},
        {course_toml, "a = " + repeated("{a=", 100000)},
        {lesson_toml, repeated("a.", 10000) + "b = 1"},
        {lesson_toml, repeated("[a.", 10000)},
        {exercise_toml, "a = \"" + std::string(1000000, 'x')},
        {lesson_md, repeated("## Rule\n", 10000)},
        {lesson_md, repeated("{{", 100000)},
        {lesson_md, repeated("`", 1000000)},
        {"exercises/01-one/hints.md", repeated("# x\n", 10000)},
    };
    for (const Case& bad : cases) {
        CAPTURE(bad.file);
        const GoodCourse files;
        files.write(bad.file, bad.text);
        const auto faults = files.faults();
        CHECK_FALSE(faults.empty());
        for (const Diagnostic& fault : faults) {
            REQUIRE_FALSE(fault.action.empty());
            REQUIRE(fault.to_string().size() < 2000);
        }
    }
}

TEST_CASE("files that end anywhere are reported or loaded, never a crash") {
    for (const std::string& file : all_files) {
        const GoodCourse files;
        const std::string text = read_file(files.root() / file);
        for (std::size_t length = 0; length < text.size(); length += 37) {
            files.write(file, std::string_view(text).substr(0, length));
            for (const Diagnostic& fault : files.faults()) {
                REQUIRE_FALSE(fault.action.empty());
            }
        }
    }
}
