#include "content/strays.hpp"

#include "content/good_course.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace gilkit::content;
using namespace gilkit::content::test;

namespace {

std::vector<std::string> strays_in(const GoodCourse& good) {
    const auto course = load_course(good.root());
    REQUIRE(course);
    std::vector<const Unit*> units;
    for (const Unit& unit : course->units) {
        units.push_back(&unit);
    }
    std::vector<std::string> names;
    for (const Diagnostic& stray : find_strays(*course, units)) {
        names.push_back(stray.file.string());
        CHECK_FALSE(stray.action.empty());
    }
    return names;
}

} // namespace

TEST_CASE("a good course has no strays, and every folder of a unit is looked into") {
    const GoodCourse good;
    CHECK(strays_in(good).empty());
    good.write("lessons/01-one/draft.md", "x");
    good.write("exercises/01-one/mine.py", "x");
    good.write("exercises/01-one/check/input.py", "x");
    good.write("solutions/01-one/submision.py", "x");
    good.write("exercises/01-one/.hidden", "x");
    good.write("exercises/01-one/__pycache__/submission.pyc", "x");
    CHECK(strays_in(good) == std::vector<std::string>{"lessons/01-one/draft.md", "exercises/01-one/mine.py",
                                                      "exercises/01-one/check/input.py",
                                                      "solutions/01-one/submision.py"});
}

TEST_CASE("strays of other units are not looked for") {
    const GoodCourse good;
    good.write("exercises/01-one/mine.py", "x");
    const auto course = load_course(good.root());
    REQUIRE(course);
    CHECK(find_strays(*course, {}).empty());
}
