// PrairieLearn's results.json: a test for each check, with its points, in at most 1 MB.
//
// - Where gilkit itself failed, or this machine can't tell, it is not gradable: PrairieLearn then counts no
//   attempt. The score would not be true, so there is none.
// - A check that the grading did not come to has no points, and says so.

#include "report/formats/cases.hpp"
#include "report/formats/writers.hpp"
#include "report/json_parts.hpp"

#include <fmt/format.h>

namespace gilkit::report {

namespace {

constexpr std::size_t most_prairielearn_bytes = 1'000'000;

std::string prairielearn_in(const judge::Report& report, const Room& room) {
    const std::vector<Suite> suites = suites_of(report, room);
    const Total total = total_of(suites);
    std::string message;
    std::string output;
    Json tests = Json::array();
    for (const Suite& suite : suites) {
        message += fmt::format("{}: {}. {}\n", suite.name, judge::to_string(suite.verdict()), suite.message);
        output += suite.output;
        for (const TestCase& test : suite.cases) {
            tests.push_back({
                {"name", suite.name + ": " + test.name},
                {"description", test.message},
                {"points", test.earned},
                {"max_points", test.most},
                {"message", test.outcome == Outcome::passed ? "" : test.details},
                {"output", ""},
            });
        }
    }
    if (const std::size_t more = left_out(report, suites); more > 0) {
        message += fmt::format("{} more had no room.\n", more);
    }
    const bool gradable = total.decided && !suites.empty();
    Json object{{"gradable", gradable}};
    if (gradable) {
        object["score"] = total.most > 0 ? tidy(total.earned / total.most) : 0.0;
    }
    object.update({{"message", message}, {"output", output}, {"tests", tests}});
    return to_text(object);
}

} // namespace

std::string prairielearn(const judge::Report& report) {
    return within(most_prairielearn_bytes, report, prairielearn_in);
}

} // namespace gilkit::report
