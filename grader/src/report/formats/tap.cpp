// The Test Anything Protocol, version 14: a test point for each check.
//
// - What can't be told here, and what the grading did not come to, is "ok … # SKIP" with the reason.
// - What gilkit itself could not do is skipped as well, and the stream ends in "Bail out!", which fails the
//   run without failing a test.
// - `#` begins a directive, so in a name it becomes a fullwidth one (U+FF03). Each value of a diagnostic
//   block is a string of JSON on one line, so that no text of a submission can begin a line there.

#include "report/formats/cases.hpp"
#include "report/formats/writers.hpp"
#include "report/json_parts.hpp"

#include <fmt/format.h>

namespace gilkit::report {

namespace {

constexpr std::size_t most_tap_bytes = 16'000'000;

// Of a line before its directive. Parsers of older versions know no `\#`, so there is none.
std::string tap_escaped(std::string_view line) {
    std::string text;
    for (const char each : line) {
        text += each == '#' ? "＃" : each == '\\' ? "\\\\" : std::string(1, each);
    }
    return text;
}

std::string yaml_line(std::string_view key, const Json& value) {
    return fmt::format("  {}: {}", key, to_line(value)); // which ends the line
}

std::string tap_point(std::size_t number, const Suite& suite, const TestCase& test) {
    const bool failed = test.outcome == Outcome::failed;
    std::string text = fmt::format("{} {} - {}", failed ? "not ok" : "ok", number,
                                   tap_escaped(suite.name + ": " + test.name));
    if (test.outcome != Outcome::passed && !failed) {
        return text + fmt::format(" # SKIP {}\n", tap_escaped(test.message));
    }
    text += '\n';
    if (failed) {
        text += "  ---\n" + yaml_line("message", test.details) + yaml_line("severity", "fail") +
                yaml_line("file", suite.submission);
        if (test.line) {
            text += yaml_line("line", *test.line);
        }
        if (!suite.output.empty()) {
            text += yaml_line("output", suite.output);
        }
        text += "  ...\n";
    }
    return text;
}

std::string tap_in(const judge::Report& report, const Room& room) {
    const std::vector<Suite> suites = suites_of(report, room);
    std::size_t count = 0;
    for (const Suite& suite : suites) {
        count += suite.cases.size();
    }
    std::string text =
        fmt::format("TAP version 14\n1..{}{}\n", count, count == 0 ? " # SKIP nothing was graded" : "");
    std::string bail_out;
    std::size_t number = 0;
    for (const Suite& suite : suites) {
        for (const TestCase& test : suite.cases) {
            text += tap_point(++number, suite, test);
        }
        if (suite.verdict() == judge::Verdict::error && bail_out.empty()) {
            bail_out = fmt::format("Bail out! {}: {}\n", tap_escaped(suite.name), tap_escaped(suite.message));
        }
    }
    if (const std::size_t more = left_out(report, suites); more > 0) {
        text += fmt::format("# {} more had no room\n", more);
    }
    return text + bail_out;
}

} // namespace

std::string tap(const judge::Report& report) {
    return within(most_tap_bytes, report, tap_in);
}

} // namespace gilkit::report
