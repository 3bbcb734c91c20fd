// Markdown as GitHub and GitLab show it: a table of the results, then each one that is not passed, with its
// checks. It is also the summary of a step on GitHub, which holds at most 1 MiB.
//
// Foreign text stands in code spans and fenced blocks, which nothing in it can end (their marks are longer
// than any run of them inside) and in which no mention, link, picture or HTML means anything. A sentence
// without any character that could, is plain text: so are most of gilkit's own.

#include "report/formats/cases.hpp"
#include "report/formats/foreign.hpp"
#include "report/formats/writers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace gilkit::report {

namespace {

constexpr std::size_t most_markdown_bytes = 900'000;

bool is_plain(std::string_view line) {
    constexpr std::string_view harmless = " ,.;'?%()-";
    const bool letters = std::ranges::all_of(line, [&](char each) {
        return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || (each >= '0' && each <= '9') ||
               harmless.find(each) != std::string_view::npos;
    });
    // What GitHub makes links of without any mark.
    const bool links =
        line.find("www.") != std::string_view::npos || line.find("GH-") != std::string_view::npos;
    return letters && !links && !line.starts_with(' ') && !line.ends_with(' ');
}

// A code span on one line. In a table a bar ends the cell, in code spans as well; how one behind a backslash
// is escaped, readers disagree about. So there is a line in its place.
std::string code_span(std::string_view line, bool in_table) {
    const std::string marks(longest_run(line, '`') + 1, '`');
    std::string text;
    for (const char each : line) {
        text += in_table && each == '|' ? "│" : std::string(1, each);
    }
    // A space on both sides is taken off again, so the text may begin and end with anything.
    return fmt::format("{} {} {}", marks, text, marks);
}

std::string cell(std::string_view line) {
    return line.empty() ? std::string() : is_plain(line) ? std::string(line) : code_span(line, true);
}

std::string fenced(std::string_view text) {
    const std::string marks(std::max<std::size_t>(longest_run(text, '`') + 1, 3), '`');
    return fmt::format("{}text\n{}{}{}\n", marks, text, text.ends_with('\n') ? "" : "\n", marks);
}

std::string_view sign_of(judge::Verdict verdict) {
    switch (verdict) {
    case judge::Verdict::passed:
        return "✅";
    case judge::Verdict::failed:
        return "❌";
    case judge::Verdict::inconclusive:
        return "❔";
    case judge::Verdict::error:
        break;
    }
    return "💥";
}

std::string_view word_of(Outcome outcome) {
    switch (outcome) {
    case Outcome::passed:
        return "✅ passed";
    case Outcome::failed:
        return "❌ failed";
    case Outcome::skipped:
        return "➖ not reached";
    case Outcome::inconclusive:
        return "❔ can't be told here";
    case Outcome::error:
        break;
    }
    return "💥 gilkit failed";
}

std::string verdict_words(const Suite& suite) {
    std::string words(judge::to_string(suite.verdict()));
    if (suite.result->reason) {
        words += fmt::format(", {}", judge::to_string(*suite.result->reason));
    }
    return words;
}

std::string points_words(const Suite& suite) {
    const judge::Points& points = suite.result->points;
    if (points.checks.empty()) {
        return "";
    }
    return points.earned ? fmt::format("{:.4g} of {:.4g}", *points.earned, points.most)
                         : fmt::format("not known, of {:.4g}", points.most);
}

std::string section(const Suite& suite) {
    std::string text = fmt::format("### {} {}: {}\n\n", sign_of(suite.verdict()),
                                   code_span(suite.name, false), verdict_words(suite));
    text += "| Check | | Points | What was found |\n|---|---|---:|---|\n";
    for (const TestCase& test : suite.cases) {
        const std::string points =
            test.most > 0 ? fmt::format("{:.4g} of {:.4g}", test.earned, test.most) : "";
        text += fmt::format("| {} | {} | {} | {} |\n", cell(test.name), word_of(test.outcome), points,
                            cell(test.message));
    }
    for (const TestCase& test : suite.cases) {
        const bool tells = test.outcome != Outcome::passed && test.outcome != Outcome::skipped;
        if (tells && test.details != test.message) {
            text += fmt::format("\n{}:\n\n{}", code_span(test.name, false), fenced(test.details));
        }
    }
    if (!suite.output.empty()) {
        text += "\nThe program printed:\n\n" + fenced(suite.output);
    }
    return text + "\n";
}

std::string markdown_in(const judge::Report& report, const Room& room) {
    const std::vector<Suite> suites = suites_of(report, room);
    std::string text = fmt::format("## gilkit: {}\n\n", counts_in_words(suites));
    if (!suites.empty()) {
        text += "| | Exercise | Submission | Points | What was found |\n|---|---|---|---:|---|\n";
    }
    for (const Suite& suite : suites) {
        text += fmt::format("| {} | {} | {} | {} | {} |\n", sign_of(suite.verdict()), cell(suite.name),
                            cell(suite.submission), points_words(suite), cell(suite.message));
    }
    text += "\n";
    for (const Suite& suite : suites) {
        if (suite.verdict() != judge::Verdict::passed) {
            text += section(suite);
        }
    }
    if (const std::size_t more = left_out(report, suites); more > 0) {
        text += fmt::format("{} more had no room.\n", more);
    }
    return text;
}

} // namespace

std::string markdown(const judge::Report& report) {
    return within(most_markdown_bytes, report, markdown_in);
}

} // namespace gilkit::report
