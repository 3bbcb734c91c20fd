#include "content/good_course.hpp"
#include "content/load.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

using namespace gilkit::content;
using namespace gilkit::content::test;

TEST_CASE("a good course is loaded in teaching order") {
    const GoodCourse files;
    const auto course = load_course(files.root());
    REQUIRE(course);
    CHECK(course->title == "A small course");
    CHECK(course->root == files.root());
    REQUIRE(course->units.size() == 2);
    const Unit& one = course->units[0];
    CHECK(one.id == "one");
    CHECK(one.aliases == std::vector<std::string>{"first", "erste"});
    REQUIRE(one.lesson);
    REQUIRE(one.exercise);
    CHECK(one.lesson->id == "one");
    CHECK(one.lesson->number == 1);
    CHECK(one.exercise->number == 1);
    const Unit& two = course->units[1];
    CHECK_FALSE(two.lesson);
    REQUIRE(two.exercise);
    CHECK(two.exercise->id == "two");
    CHECK(two.exercise->number == 2);
}

TEST_CASE("a unit is found by id, alias, folder and number") {
    const GoodCourse files;
    const auto course = load_course(files.root());
    REQUIRE(course);
    const Unit* one = &course->units[0];
    const Unit* two = &course->units[1];
    CHECK(course->find("one") == one);
    CHECK(course->find("erste") == one);
    CHECK(course->find("01-one") == one);
    CHECK(course->find("1") == one);
    CHECK(course->find("01") == one);
    CHECK(course->find("two") == two);
    CHECK(course->find("02-two") == two);
    CHECK(course->find("2") == two);
    for (const char* unknown : {"", "3", "0", "-1", "three", "1x", "99999999999999999999"}) {
        CHECK(course->find(unknown) == nullptr);
    }
}

TEST_CASE("a relative root becomes absolute") {
    const GoodCourse files;
    const auto relative = std::filesystem::relative(files.root());
    const auto course = load_course(relative);
    REQUIRE(course);
    CHECK(course->units[0].lesson->folder.is_absolute());
}

TEST_CASE("a root is the same with and without a slash at its end") {
    const GoodCourse files;
    for (const char* end : {"/", "/.", "//"}) {
        const auto course = load_course(files.root().string() + end);
        REQUIRE(course);
        CHECK(course->root == files.root());
    }
    files.replace(course_toml, "title", "titel");
    const auto course = load_course(files.root().string() + "/");
    REQUIRE_FALSE(course);
    check_one(course.error(), course_toml, 2, "unknown key 'titel'");
}

TEST_CASE("a folder without a course") {
    const TemporaryFolder folder;
    const auto course = load_course(folder.path());
    REQUIRE_FALSE(course);
    check_one(course.error(), course_toml, 0, "there is no course", "name the folder");
}

TEST_CASE("faults of course.toml are located") {
    struct Case {
        const char* from;
        const char* to;
        std::size_t line;
        const char* message;
        const char* action;
    };
    const std::vector<Case> cases = {
        {"format = 1", "format = 2", 1, "format 2 is not known", "format = 1"},
        {"format = 1", "format = \"1\"", 1, "'format' must be a whole number", ""},
        {"format = 1\n", "", 1, "missing key 'format'", "format = 1"},
        {"title = \"A small course\"", "", 1, "missing key 'title'", "title = \"...\""},
        {"title = \"A small course\"", "title = \" \"", 2, "'title' must be a string", ""},
        {"title = \"A small course\"", "title = 7", 2, "'title' must be a string", ""},
        {"title", "titel", 2, "unknown key 'titel'", "did you mean 'title'?"},
        {"title = ", "colour = 1\ntitle = ", 2, "unknown key 'colour'", "remove it"},
        {"lesson = ", "lessson = ", 7, "unknown key 'lessson'", "did you mean 'lesson'?"},
        {"id = \"one\"", "", 4, "missing key 'id'", "id = "},
        {"id = \"one\"", "id = \"One\"", 5, "'One' is not an id", ""},
        {"id = \"one\"", "id = \"-one\"", 5, "'-one' is not an id", ""},
        {"id = \"two\"", "id = \"one\"", 11, "'one' is already taken at line 5", ""},
        {"id = \"two\"", "id = \"erste\"", 11, "'erste' is already taken at line 6", ""},
        {"\"erste\"", "\"one\"", 6, "'one' is already taken at line 5", ""},
        {"\"erste\"", "7", 6, "'aliases' must be an array of strings", ""},
        {R"(["first", "erste"])", "\"first\"", 6, "'aliases' must be an array of strings", ""},
        {"lesson = \"01-one\"", "lesson = \"one\"", 7, "'one' is not a folder name for 'lesson'", ""},
        {"lesson = \"01-one\"", "lesson = \"../01-one\"", 7, "is not a folder name for 'lesson'", ""},
        {"lesson = \"01-one\"", "lesson = \"\"", 7, "'lesson' must be a string", ""},
        {"exercise = \"02-two\"", "exercise = \"2-two\"", 12, "is not a folder name for 'exercise'", ""},
        {"exercise = \"02-two\"", "exercise = \"01-one\"", 12, "is already used at line 8", ""},
        {"exercise = \"02-two\"", "exercise = \"02-tow\"", 12, "exercises/02-tow is missing",
         "did you mean '02-two'?"},
        {"exercise = \"02-two\"", "", 10, "neither a lesson nor an exercise", "add lesson"},
        {"exercise = \"02-two\"", "exercise = ", 12, "not valid TOML", ""},
        {"id = \"two\"", "id = \"two\"\nid = \"three\"", 12, "not valid TOML", ""},
    };
    for (const Case& bad : cases) {
        CAPTURE(std::string(bad.to));
        const GoodCourse files;
        files.replace(course_toml, bad.from, bad.to);
        check_one(files.faults(), course_toml, bad.line, bad.message, bad.action);
    }
}

TEST_CASE("units of the wrong shape") {
    const GoodCourse files;
    files.write(course_toml, "format = 1\ntitle = \"x\"\nunit = 3\n");
    check_one(files.faults(), course_toml, 3, "'unit' must be an array of tables", "[[unit]]");
    files.write(course_toml, "format = 1\ntitle = \"x\"\nunit = []\n");
    check_one(files.faults(), course_toml, 3, "'unit' must be an array of tables", "[[unit]]");
    files.write(course_toml, "format = 1\ntitle = \"x\"\n");
    check_one(files.faults(), course_toml, 1, "missing key 'unit'", "[[unit]]");
}

TEST_CASE("a folder that no unit names") {
    for (const std::string area : {"lessons", "exercises", "solutions"}) {
        const GoodCourse files;
        const std::string folder = area + "/07-stray";
        files.write(folder + "/file.py", "x\n");
        files.write(area + "/.hidden/file.py", "x\n");
        files.write(area + "/__pycache__/file.pyc", "x\n");
        check_one(files.faults(), folder, 0, "no unit of lessons/course.toml names this folder",
                  "\"07-stray\" to a unit");
    }
}

TEST_CASE("a folder that is missing") {
    {
        const GoodCourse files;
        files.remove("lessons/01-one");
        check_one(files.faults(), course_toml, 7, "the folder lessons/01-one is missing", "create it");
    }
    {
        const GoodCourse files;
        files.remove("solutions/02-two");
        check_one(files.faults(), "solutions/02-two/submission.py", 0, "missing", "create it");
    }
}

TEST_CASE("every fault is reported, not just the first") {
    const GoodCourse files;
    files.replace(course_toml, "title = \"A small course\"", "title = 1");
    files.replace(lesson_toml, "question = \"How long?\"", "question = 2");
    files.replace(exercise_toml, "workers = 4", "workers = 0");
    files.remove("exercises/02-two/README.md");
    const auto faults = files.faults();
    REQUIRE(faults.size() == 4);
    CHECK(faults[0].file == course_toml);
    CHECK(faults[1].file == lesson_toml);
    CHECK(faults[2].file == exercise_toml);
    CHECK(faults[3].file == "exercises/02-two/README.md");
}
