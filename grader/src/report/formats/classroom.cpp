// GitHub Classroom's result of a grader: base64 of a JSON object, on one line, which the grading reporter
// takes from a step's output `result`.
//
// - status: "error" where gilkit failed or can't tell, else "fail" or "pass". A check that the grading did
//   not come to is "fail" with no points, and says so; one that can't be told is "error".
// - The reporter posts the sum of the tests' points where max_score is above 0. While nobody knows whether a
//   submission passes, max_score is 0, so that no points are posted that would not be true.
// - The reporter prints names and messages into the workflow's log as they are; that none of their lines is a
//   command there, formats/foreign.hpp sees to.

#include "report/formats/cases.hpp"
#include "report/formats/foreign.hpp"
#include "report/formats/writers.hpp"
#include "report/json_parts.hpp"

#include <string_view>

namespace gilkit::report {

namespace {

// A step's outputs are handed on in the environment, whose variables hold 128 KiB.
constexpr std::size_t most_classroom_bytes = std::size_t{96} << 10U;

std::string_view classroom_status(Outcome outcome) {
    switch (outcome) {
    case Outcome::passed:
        return "pass";
    case Outcome::failed:
    case Outcome::skipped:
        return "fail";
    case Outcome::inconclusive:
    case Outcome::error:
        break;
    }
    return "error";
}

std::string classroom_in(const judge::Report& report, const Room& room) {
    const std::vector<Suite> suites = suites_of(report, room);
    const Total total = total_of(suites);
    Json tests = Json::array();
    bool passed = left_out(report, suites) == 0;
    for (const Suite& suite : suites) {
        passed = passed && suite.verdict() == judge::Verdict::passed;
        for (const TestCase& test : suite.cases) {
            tests.push_back({
                {"name", suite.name + ": " + test.name},
                {"status", classroom_status(test.outcome)},
                {"message", test.outcome == Outcome::passed ? Json(nullptr) : Json(test.details)},
                {"test_code", ""},
                {"filename", suite.submission},
                {"line_no", test.line.value_or(0)},
                {"score", test.earned},
            });
        }
    }
    const Json object{
        {"version", 1},
        {"status", !total.decided ? "error"
                   : passed       ? "pass"
                                  : "fail"},
        {"max_score", total.decided ? total.most : 0.0},
        {"tests", tests},
    };
    return base64(to_line(object)) + "\n";
}

} // namespace

std::string classroom(const judge::Report& report) {
    return within(most_classroom_bytes, report, classroom_in);
}

} // namespace gilkit::report
