// For the log of a step on GitHub: the whole report as text in a group, then annotations.
//
// - Each result that is not passed gets one annotation, with the submission's file and, where it is known,
//   line: an error for a failure, a warning where this machine can't tell. What gilkit itself could not do is
//   an error with a title that says so.
// - GitHub shows ten annotations a step. Of more, the first nine are written, and how many there are beside.
// - The report is fenced by `::stop-commands::`, with a word that does not occur in it, so that nothing in it
//   is a command, whatever it is. In commands, all foreign text is percent-encoded.
// - The step's summary is `markdown`; who runs gilkit appends it to the file $GITHUB_STEP_SUMMARY.

#include "report/formats/cases.hpp"
#include "report/formats/foreign.hpp"
#include "report/formats/writers.hpp"
#include "report/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>

namespace gilkit::report {

namespace {

constexpr std::size_t most_annotations = 10;
// A longer annotation is cut off by GitHub.
constexpr std::size_t most_annotation_bytes = 3000;

std::string github_escaped(std::string_view text, bool in_property) {
    std::string escaped;
    for (const char each : text) {
        const bool special =
            each == '%' || each == '\r' || each == '\n' || (in_property && (each == ':' || each == ','));
        escaped += special ? fmt::format("%{:02X}", static_cast<unsigned char>(each)) : std::string(1, each);
    }
    return escaped;
}

std::string title_of(const Suite& suite) {
    switch (suite.verdict()) {
    case judge::Verdict::error:
        return suite.name + ": gilkit could not grade it";
    case judge::Verdict::inconclusive:
        return suite.name + ": can't be told here";
    default:
        return fmt::format("{}: {}", suite.name,
                           suite.result->reason ? judge::to_string(*suite.result->reason) : "failed");
    }
}

std::string annotation(const Suite& suite) {
    const auto test = std::ranges::find_if(suite.cases, [](const TestCase& each) {
        return each.outcome != Outcome::passed && each.outcome != Outcome::skipped;
    });
    const std::string place = test->line ? fmt::format(",line={}", *test->line) : std::string();
    return fmt::format("::{} file={}{},title={}::{}\n",
                       suite.verdict() == judge::Verdict::inconclusive ? "warning" : "error",
                       github_escaped(suite.submission, true), place, github_escaped(title_of(suite), true),
                       github_escaped(foreign_text(test->details, most_annotation_bytes), false));
}

// A word that does not occur in the text, whatever the case of its letters.
std::string fence_for(const std::string& text) {
    std::string lower = text;
    std::ranges::transform(lower, lower.begin(), [](char each) {
        return each >= 'A' && each <= 'Z' ? static_cast<char>(each + 32) : each;
    });
    std::size_t number = std::hash<std::string>{}(text);
    std::string word;
    do {
        word = fmt::format("gilkit-report-{:016x}", number++);
    } while (lower.find(word) != std::string::npos);
    return word;
}

} // namespace

std::string github(const judge::Report& report) {
    // Enough for a report to be read; GitHub keeps logs of any length.
    const std::vector<Suite> suites = suites_of(report);
    const std::string whole = grade_text(report, {.colour = false, .unicode = true});
    const std::string fence = fence_for(whole);
    std::string text = fmt::format("::group::gilkit: {}\n::stop-commands::{}\n{}::{}::\n::endgroup::\n",
                                   counts_in_words(suites), fence, whole, fence);
    std::vector<const Suite*> to_tell;
    for (const Suite& suite : suites) {
        if (suite.verdict() != judge::Verdict::passed) {
            to_tell.push_back(&suite);
        }
    }
    const std::size_t told = to_tell.size() > most_annotations ? most_annotations - 1 : to_tell.size();
    for (std::size_t i = 0; i < told; ++i) {
        text += annotation(*to_tell[i]);
    }
    if (told < to_tell.size()) {
        text += fmt::format(
            "::warning title=gilkit::{} more submissions are not passed; the report has them all.\n",
            to_tell.size() - told);
    }
    return text;
}

} // namespace gilkit::report
