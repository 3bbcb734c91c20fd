// Exercism's results.json, version 3.
//
// - A test for each check that passed, failed or can't be told (status "error"); those that the grading did
//   not come to are left out, as there is no status for them.
// - The whole is "error", with a message and without tests, where no test says anything of the program: it
//   can't be imported or compiled, gilkit itself failed, or this machine can't tell whether it passes.
// - A message holds at most 65,535 characters, a test's output at most 500. What the program printed stands
//   with the first test that did not pass.
// - A test runner ends with exit code 0 whatever came of the tests; gilkit's exit code is for its caller.

#include "report/formats/cases.hpp"
#include "report/formats/foreign.hpp"
#include "report/formats/writers.hpp"
#include "report/json_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gilkit::report {

namespace {

constexpr std::size_t most_message_bytes = 60'000;
constexpr std::size_t most_output_bytes = 400; // of 500 characters, with "…" and a few words
constexpr std::size_t most_exercism_bytes = 4'000'000;

bool is_unusable(const Suite& suite) {
    return !suite.is_decided() || suite.result->reason == judge::Reason::invalid_submission;
}

// Of the first suite that is not usable.
std::string error_message(const std::vector<Suite>& suites) {
    const auto suite = std::ranges::find_if(suites, is_unusable);
    const auto test = std::ranges::find_if(suite->cases, [](const TestCase& each) {
        return each.outcome != Outcome::passed && each.outcome != Outcome::skipped;
    });
    std::string text = test->details;
    if (suite->verdict() == judge::Verdict::inconclusive) {
        text = "This can't be told here, and nothing says that your program is wrong: " + text;
    }
    return foreign_text(text, most_message_bytes);
}

// At most 500 characters, escapes included.
std::string short_output(const std::string& printed) {
    constexpr std::string_view note = "\n(The rest is left out.)";
    std::string output = foreign_text(printed, most_output_bytes);
    return output.size() < printed.size() ? output.append(note) : output;
}

Json exercism_tests(const Suite& suite, bool several) {
    Json tests = Json::array();
    bool printed = suite.output.empty();
    for (const TestCase& test : suite.cases) {
        if (test.outcome == Outcome::skipped) {
            continue;
        }
        const bool passed = test.outcome == Outcome::passed;
        Json json{
            {"name", several ? suite.name + ": " + test.name : test.name},
            {"status", passed                            ? "pass"
                       : test.outcome == Outcome::failed ? "fail"
                                                         : "error"},
            {"message", passed ? Json(nullptr) : Json(foreign_text(test.details, most_message_bytes))},
            // There is none that a learner could read: what is asked for stands in the exercise's README.
            {"test_code", ""},
        };
        if (!passed && !printed) {
            json["output"] = short_output(suite.output);
            printed = true;
        }
        tests.push_back(std::move(json));
    }
    return tests;
}

std::string exercism_in(const judge::Report& report, const Room& room) {
    const std::vector<Suite> suites = suites_of(report, room);
    if (suites.empty()) {
        return to_text({{"version", 3}, {"status", "error"}, {"message", "Nothing was graded."}});
    }
    if (std::ranges::any_of(suites, is_unusable)) {
        return to_text({{"version", 3}, {"status", "error"}, {"message", error_message(suites)}});
    }
    Json tests = Json::array();
    bool passed = left_out(report, suites) == 0;
    for (const Suite& suite : suites) {
        passed = passed && suite.verdict() == judge::Verdict::passed;
        for (Json& test : exercism_tests(suite, suites.size() > 1)) {
            tests.push_back(std::move(test));
        }
    }
    return to_text(
        {{"version", 3}, {"status", passed ? "pass" : "fail"}, {"message", nullptr}, {"tests", tests}});
}

} // namespace

std::string exercism(const judge::Report& report) {
    return within(most_exercism_bytes, report, exercism_in);
}

} // namespace gilkit::report
