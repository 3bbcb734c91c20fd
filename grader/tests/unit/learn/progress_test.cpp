#include "learn/progress/progress.hpp"

#include "content/good_course.hpp"
#include "learn/progress/report.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace gilkit;
using namespace gilkit::learn;
using content::test::GoodCourse;

namespace {

content::Course loaded(const GoodCourse& course) {
    auto found = content::load_course(course.root());
    REQUIRE(found);
    return *std::move(found);
}

Progress parsed(std::string_view text) {
    auto progress = progress_from_json(text);
    REQUIRE_MESSAGE(progress, progress.error().what);
    return *std::move(progress);
}

} // namespace

TEST_CASE("progress comes back from its file as it was") {
    Progress progress;
    progress.current = "one";
    progress.units["one"].prediction = {"As long \xe2\x80\x9cquoted\xe2\x80\x9d", Confidence::certain,
                                        "why not", true, "2026-11-30T06:14:43Z"};
    progress.units["one"].read_at = "2026-11-30T06:20:00Z";
    progress.units["two"] = {std::nullopt, "", 3, 2, "2026-11-30T07:00:00Z", "2026-11-30T06:50:00Z"};
    const Progress again = parsed(progress_to_json(progress));
    CHECK(again.units == progress.units);
    CHECK(again.current == "one");
}

TEST_CASE("what a later gilkit of the same format kept is kept") {
    Progress progress = parsed(R"({"schema": "gilkit.progress/1", "streak": 4,
        "units": {"one": {"hints": 1, "mood": "good", "prediction": {"choice": "A", "confidence": "guess",
        "right": false, "at": "", "seconds": 12}}}})");
    progress.units["one"].hints = 2;
    const std::string text = progress_to_json(progress);
    for (const char* const part :
         {R"("streak": 4)", R"("mood": "good")", R"("seconds": 12)", R"("hints": 2)"}) {
        CAPTURE(part);
        CHECK(text.find(part) != std::string::npos);
    }
}

TEST_CASE("what can't be understood says where") {
    struct Case {
        std::string_view text, what;
        bool newer = false;
    };
    for (
        const Case& each : {
            Case{"", "is empty"},
            Case{"{", "is not a JSON object"},
            Case{"[]", "is not a JSON object"},
            Case{"{}", "does not say that it is of gilkit.progress/1"},
            Case{R"({"schema": "gilkit.progress/2"})", "is of the version gilkit.progress/2", true},
            Case{R"({"schema": "gilkit.progress/1", "units": []})", "units is not an object"},
            Case{R"({"schema": "gilkit.progress/1", "units": {"one": 3}})", "units.one is not an object"},
            Case{R"({"schema": "gilkit.progress/1", "units": {"one": {"hints": "2"}}})",
                 "units.one.hints is not a count"},
            Case{R"({"schema": "gilkit.progress/1", "units": {"one": {"attempts": -1}}})",
                 "units.one.attempts is not a count"},
            Case{
                R"({"schema": "gilkit.progress/1", "units": {"one": {"prediction": {"confidence": "maybe"}}}})",
                "units.one.prediction.confidence is not guess, fairly or certain"},
        }) {
        CAPTURE(each.text);
        const auto progress = progress_from_json(each.text);
        REQUIRE_FALSE(progress);
        CHECK(progress.error().what == each.what);
        CHECK(progress.error().newer == each.newer);
    }
    // Deep nesting is no way to make the program fall over.
    const std::string deep = R"({"schema": "gilkit.progress/1", "x": )" + std::string(200'000, '[');
    CHECK_FALSE(progress_from_json(deep));
}

TEST_CASE("ids that were renamed keep what was done under them") {
    const GoodCourse good;
    const content::Course course = loaded(good);
    Progress progress;
    progress.current = "erste";
    progress.units["first"] = {std::nullopt, "2026-01-02", 2, 1, "", ""};
    progress.units["one"] = {std::nullopt, "2026-01-03", 1, 3, "2026-02-01", ""};
    progress.units["gone"].attempts = 7;
    rename_aliases(progress, course);
    CHECK(progress.current == "one");
    CHECK(progress.units.size() == 2);
    CHECK(progress.of("one") == UnitProgress{std::nullopt, "2026-01-02", 3, 3, "2026-02-01", ""});
    CHECK(progress.of("gone").attempts == 7);
}

TEST_CASE("one goes on where one was, then with what follows, then with what was left out") {
    const GoodCourse good;
    const content::Course course = loaded(good);
    Progress progress;
    CHECK(next_unit(course, progress)->id == "one");
    progress.current = "two";
    CHECK(next_unit(course, progress)->id == "two");
    progress.units["two"].passed_at = "2026-01-01";
    CHECK(is_done(course.units[1], progress));
    CHECK(next_unit(course, progress)->id == "one");
    progress.units["one"].passed_at = "2026-01-01";
    CHECK_FALSE(is_done(course.units[0], progress)); // its lesson was not read
    progress.units["one"].read_at = "2026-01-01";
    CHECK(next_unit(course, progress) == nullptr);
    progress.current = "no such unit";
    CHECK(next_unit(course, progress) == nullptr);
}

TEST_CASE("a unit that was done leads to the one behind it, not back to the first") {
    GoodCourse good;
    const content::Course course = loaded(good);
    Progress progress;
    progress.current = "one";
    progress.units["one"].passed_at = progress.units["one"].read_at = "2026-01-01";
    CHECK(next_unit(course, progress)->id == "two");
}
