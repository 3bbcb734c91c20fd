#include "content/good_course.hpp"
#include "content/load.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace gilkit::content;
using namespace gilkit::content::test;

TEST_CASE(
    "a submission is worth ten points, and every check as much as another, unless the exercise says more") {
    const GoodCourse files;
    const auto plain = load_course(files.root());
    REQUIRE(plain);
    CHECK(plain->units[0].exercise->score.points == 10.0);
    CHECK(plain->units[0].exercise->score.weight_of("speedup") == 1.0);

    files.replace(exercise_toml, "[limits]",
                  "[score]\npoints = 6\nweights = {imports = 0, speedup = 2.5}\n\n[limits]");
    const auto course = load_course(files.root());
    REQUIRE(course);
    const Score& score = course->units[0].exercise->score;
    CHECK(score.points == 6.0);
    CHECK(score.weight_of("imports") == 0.0);
    CHECK(score.weight_of("speedup") == 2.5);
    CHECK(score.weight_of("parallel") == 1.0);
}

TEST_CASE("faults of a score are located") {
    struct Case {
        const char* score; // which begins in line 12
        std::size_t line;
        const char* message;
        const char* action;
    };
    const std::vector<Case> cases = {
        {"[score]\npoints = 0", 13, "'points' is 0, which is out of range", "above 0"},
        {"[score]\npoints = -1", 13, "'points' is -1, which is out of range", ""},
        {"[score]\npoints = \"ten\"", 13, "'points' must be a number", "without quotes"},
        {"[score]\npoint = 5", 13, "unknown key 'point'", "did you mean 'points'?"},
        {"[score.weights]\nspeed = 1", 13, "unknown key 'speed'", "did you mean 'speedup'?"},
        {"[score.weights]\nschedules = 1", 13, "unknown key 'schedules'",
         "the checks imports, cases, parallel, answers, work, speedup"},
        {"[score.weights]\nspeedup = -1", 13, "'speedup' is -1, which is out of range", "at least 0"},
        {"[score.weights]\nimports = 0\ncases = 0\nparallel = 0\nanswers = 0\nwork = 0\nspeedup = 0", 12,
         "every check has the weight 0", "give one of imports, cases"},
        {"[score]\nweights = 1", 13, "'weights' must be a table", ""},
    };
    for (const Case& bad : cases) {
        CAPTURE(bad.score);
        const GoodCourse files;
        files.replace(exercise_toml, "[limits]", std::string(bad.score) + "\n\n[limits]");
        check_one(files.faults(), exercise_toml, bad.line, bad.message, bad.action);
    }
}

TEST_CASE("with an unknown kind nothing is said of its checks") {
    const GoodCourse files;
    files.replace(exercise_toml, "kind = \"cpu\"", "kind = \"gpu\"");
    files.replace(exercise_toml, "[limits]", "[score.weights]\nschedules = 1\n\n[limits]");
    check_one(files.faults(), exercise_toml, 4, "unknown kind 'gpu'", "did you mean 'cpu'?");
}

TEST_CASE("each kind has its checks") {
    using Names = std::vector<std::string_view>;
    CHECK(checks_of(OutputRequirement{}) == Names{"imports", "output"});
    CHECK(checks_of(IoRequirement{}) == Names{"imports", "cases", "once", "concurrent", "answers"});
    CHECK(checks_of(IoRequirement{.in_flight = 2, .at_most = 4, .work = CpuRequirement{}}) ==
          Names{"imports", "cases", "once", "bound", "concurrent", "parallel", "answers", "work", "speedup"});
    CHECK(checks_of(NativeRequirement{}).front() == "compiles");
}
