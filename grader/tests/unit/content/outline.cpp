#include "content/outline.hpp"

#include "content/good_course.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace gilkit::content;
using namespace gilkit::content::test;

TEST_CASE("an outline has the units in their order, with their names") {
    const GoodCourse course;
    const std::vector<OutlineUnit> units = outline_of(course.root(), Titles::read);
    REQUIRE(units.size() == 2);
    CHECK(units[0].id == "one");
    CHECK(units[0].aliases == std::vector<std::string>{"first", "erste"});
    CHECK(units[0].has_lesson);
    CHECK(units[0].has_exercise);
    CHECK(units[0].title == "Lesson one");
    CHECK(units[1].id == "two");
    CHECK_FALSE(units[1].has_lesson);
    CHECK(units[1].title == "Exercise");
    CHECK(outline_of(course.root(), Titles::left_out)[0].title.empty());
}

TEST_CASE("an outline has what is left of a faulty course") {
    const GoodCourse course;
    course.replace(lesson_toml, "title = ", "title == ");
    course.remove("exercises");
    std::vector<OutlineUnit> units = outline_of(course.root(), Titles::read);
    REQUIRE(units.size() == 2);
    CHECK(units[0].title.empty());
    CHECK(units[1].title.empty());

    course.replace(course_toml, "id = \"two\"", "id = \"no id\"");
    course.replace(course_toml, "\"erste\"", "\"$(reboot)\"");
    units = outline_of(course.root(), Titles::read);
    REQUIRE(units.size() == 1);
    CHECK(units[0].aliases == std::vector<std::string>{"first"});

    course.replace(course_toml, "[[unit]]", "[[unit");
    CHECK(outline_of(course.root(), Titles::read).empty());
    course.remove(course_toml);
    CHECK(outline_of(course.root(), Titles::read).empty());
    CHECK(outline_of(course.root() / "nowhere", Titles::read).empty());
}
