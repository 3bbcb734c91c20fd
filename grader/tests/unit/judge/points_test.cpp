#include "judge/points.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace gilkit;
using namespace gilkit::judge;

namespace {

// Of a `cpu` exercise with twelve points, in which `imports` weighs nothing.
content::Exercise exercise() {
    content::Exercise exercise;
    exercise.requirement = content::CpuRequirement{};
    exercise.score = {.points = 12.0, .weights = {{"imports", 0.0}, {"speedup", 2.0}}};
    return exercise;
}

Result result_of(Verdict verdict, std::vector<Check> checks) {
    Result result;
    result.verdict = verdict;
    result.checks = std::move(checks);
    return result;
}

double points_for(const Points& points, const std::string& name) {
    for (const Points::OfCheck& check : points.checks) {
        if (check.name == name) {
            return check.earned;
        }
    }
    FAIL("no such check");
    return 0;
}

const Check imports{"imports", CheckStatus::passed, "", {}, {}};
const Check cases{"cases", CheckStatus::passed, "", {}, {}};
const Check parallel{"parallel", CheckStatus::passed, "", {}, {}};
const Check answers{"answers", CheckStatus::passed, "", {}, {}};
const Check work{"work", CheckStatus::passed, "", {}, {}};

} // namespace

TEST_CASE("a passed submission has all points, shared out by weight") {
    const Check speedup{"speedup", CheckStatus::passed, "", {}, {}};
    const Points points =
        points_of(exercise(), result_of(Verdict::passed, {imports, cases, parallel, answers, work, speedup}));
    CHECK(points.most == 12.0);
    CHECK(points.earned == 12.0);
    CHECK(points_for(points, "imports") == 0.0);
    CHECK(points_for(points, "work") == 2.0);
    CHECK(points_for(points, "speedup") == 4.0);
}

TEST_CASE("what a grading did not come to gives nothing, and is counted") {
    const Check wrong{"answers", CheckStatus::failed, "", {}, {}};
    Result result = result_of(Verdict::failed, {imports, cases, wrong});
    result.reason = Reason::wrong_answer;
    result.score = 0.0;
    const Points points = points_of(exercise(), result);
    CHECK(points.checks.size() == 6);
    CHECK(points.most == 12.0);
    CHECK(points.earned == 2.0);
}

TEST_CASE("who is parallel but too slow, or wasteful, gets a part of that check's points") {
    Result slow =
        result_of(Verdict::failed,
                  {imports, cases, parallel, answers, work, {"speedup", CheckStatus::failed, "", {}, {}}});
    slow.reason = Reason::too_slow;
    slow.score = 0.25;
    CHECK(points_for(points_of(exercise(), slow), "speedup") == 1.0);
    CHECK(points_of(exercise(), slow).earned == 9.0);

    Result wasteful = result_of(
        Verdict::failed, {imports, cases, parallel, answers, {"work", CheckStatus::failed, "", {}, {}}});
    wasteful.reason = Reason::wasted_work;
    wasteful.score = 0.5;
    CHECK(points_for(points_of(exercise(), wasteful), "work") == 1.0);

    Result serial =
        result_of(Verdict::failed, {imports, cases, {"parallel", CheckStatus::failed, "", {}, {}}});
    serial.reason = Reason::not_parallel;
    serial.score = 0.5;
    CHECK(points_for(points_of(exercise(), serial), "parallel") == 0.0);
}

TEST_CASE("nobody's points are told while nobody knows whether they passed") {
    const Check unclear{"speedup", CheckStatus::inconclusive, "", {}, {}};
    for (const Verdict verdict : {Verdict::inconclusive, Verdict::error}) {
        const Points points = points_of(exercise(), result_of(verdict, {imports, cases, unclear}));
        CHECK(points.earned == std::nullopt);
        CHECK(points_for(points, "cases") == 2.0);
        CHECK(points_for(points, "speedup") == 0.0);
    }
}
