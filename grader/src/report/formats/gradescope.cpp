// Gradescope's results.json: a test for each check, with its points.
//
// - A check that the grading did not come to is "failed" with no points, and says so.
// - What can't be told here, and what gilkit itself could not do, is neither: it has no status and no score,
//   which Gradescope shows as a note. The total is then what was earned for sure, and the text at the top
//   says that it is not final. Where grading again may help (gilkit's exit code is 3 or 4), who runs the
//   autograder should do that.
// - All texts are plain text, never HTML or Markdown.

#include "report/formats/cases.hpp"
#include "report/formats/writers.hpp"
#include "report/json_parts.hpp"

#include <fmt/format.h>

namespace gilkit::report {

namespace {

// Gradescope states no limit; a browser has to show it.
constexpr std::size_t most_gradescope_bytes = 4'000'000;

Json gradescope_test(const Suite& suite, const TestCase& test, const std::string& number) {
    Json json{
        {"name", suite.name + ": " + test.name},
        {"name_format", "text"},
        {"number", number},
        {"output", test.details},
        {"output_format", "text"},
        {"visibility", "visible"},
    };
    if (test.outcome == Outcome::passed || test.outcome == Outcome::failed ||
        test.outcome == Outcome::skipped) {
        json["status"] = test.outcome == Outcome::passed ? "passed" : "failed";
        json["score"] = test.earned;
        json["max_score"] = test.most;
    }
    return json;
}

std::string gradescope_in(const judge::Report& report, const Room& room) {
    const std::vector<Suite> suites = suites_of(report, room);
    const Total total = total_of(suites);
    std::string output;
    if (!total.decided) {
        output += fmt::format(
            "Not final: not everything could be told here. {} of {} points are sure; grade it again.\n\n",
            total.earned, total.most);
    }
    Json tests = Json::array();
    Json extra = Json::array();
    for (std::size_t i = 0; i < suites.size(); ++i) {
        const Suite& suite = suites[i];
        output += fmt::format("{}: {}. {}\n", suite.name, judge::to_string(suite.verdict()), suite.message);
        if (!suite.output.empty()) {
            output += "\nYour program printed\n" + suite.output + "\n";
        }
        for (std::size_t k = 0; k < suite.cases.size(); ++k) {
            tests.push_back(gradescope_test(suite, suite.cases[k], fmt::format("{}.{}", i + 1, k + 1)));
        }
        extra.push_back(
            {{"exercise", suite.name},
             {"verdict", judge::to_string(suite.verdict())},
             {"reason", suite.result->reason ? Json(judge::to_string(*suite.result->reason)) : Json(nullptr)},
             {"seed", suite.result->seed}});
    }
    if (const std::size_t more = left_out(report, suites); more > 0) {
        output += fmt::format("{} more had no room.\n", more);
    }
    return to_text({
        {"score", total.earned},
        {"execution_time", tidy(total.seconds)},
        {"output", output},
        {"output_format", "text"},
        {"test_output_format", "text"},
        {"test_name_format", "text"},
        {"visibility", "visible"},
        {"stdout_visibility", "hidden"},
        {"tests", tests},
        {"extra_data", {{"gilkit", GILKIT_VERSION}, {"decided", total.decided}, {"results", extra}}},
    });
}

} // namespace

std::string gradescope(const judge::Report& report) {
    return within(most_gradescope_bytes, report, gradescope_in);
}

} // namespace gilkit::report
