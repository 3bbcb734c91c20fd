#include "report/formats/cases.hpp"

#include "report/formats/foreign.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

namespace gilkit::report {

namespace {

constexpr std::size_t most_paragraphs = 16; // of an explanation

Outcome outcome_of(judge::CheckStatus status) {
    switch (status) {
    case judge::CheckStatus::passed:
        return Outcome::passed;
    case judge::CheckStatus::failed:
        return Outcome::failed;
    case judge::CheckStatus::inconclusive:
        return Outcome::inconclusive;
    case judge::CheckStatus::skipped:
        break;
    }
    return Outcome::skipped;
}

// Of the case that tells the verdict; nullopt: a passed one needs none.
std::optional<Outcome> telling(judge::Verdict verdict) {
    switch (verdict) {
    case judge::Verdict::passed:
        return std::nullopt;
    case judge::Verdict::failed:
        return Outcome::failed;
    case judge::Verdict::inconclusive:
        return Outcome::inconclusive;
    case judge::Verdict::error:
        break;
    }
    return Outcome::error;
}

std::string_view words_of(Outcome outcome) {
    constexpr std::array words{"It passed.", "It failed.", "The grading did not come to this.",
                               "This machine can't tell.", "gilkit could not grade this."};
    return words.at(static_cast<std::size_t>(outcome));
}

// Names of one list, of which no two are the same.
class Names {
public:
    std::string claim(const std::string& name) {
        const std::string wanted = name.empty() ? "(no name)" : name;
        std::string own = wanted;
        for (int& number = numbers_[wanted]; !taken_.insert(own).second;) {
            own = fmt::format("{} ({})", wanted, ++number + 1);
        }
        return own;
    }

private:
    std::set<std::string> taken_;
    std::map<std::string, int> numbers_; // by name: the last that was added to it, less one
};

TestCase case_of(const judge::Check& check, const Room& room) {
    TestCase test;
    test.outcome = outcome_of(check.status);
    test.message = foreign_line(check.message, room.line);
    if (test.message.empty()) {
        test.message = words_of(test.outcome);
    }
    test.details = test.message;
    if (check.expected) {
        test.details += "\nexpected: " + foreign_line(*check.expected, room.text);
    }
    if (check.actual) {
        test.details += "\ngot:      " + foreign_line(*check.actual, room.text);
    }
    if (check.line && *check.line > 0) {
        test.line = check.line;
    }
    return test;
}

std::vector<TestCase> cases_of(const judge::Result& result, const Room& room) {
    // Enough for every kind of exercise there is; a result that was made up must not fill a report.
    constexpr std::size_t most_checks = 64;
    std::vector<TestCase> cases;
    Names names;
    std::set<const judge::Check*> told;
    const auto add = [&](TestCase test, std::string_view name) {
        test.name = names.claim(foreign_line(name, room.name));
        cases.push_back(std::move(test));
    };
    for (const judge::Points::OfCheck& points : result.points.checks) {
        const auto check = std::ranges::find(result.checks, points.name, &judge::Check::name);
        TestCase test;
        if (check != result.checks.end()) {
            test = case_of(*check, room);
            told.insert(&*check);
        } else {
            test.message = words_of(Outcome::skipped);
            test.details = test.message;
        }
        test.earned = tidy(points.earned);
        test.most = tidy(points.most);
        add(std::move(test), points.name);
    }
    for (const judge::Check& check : result.checks) {
        if (!told.contains(&check) && cases.size() < most_checks) {
            add(case_of(check, room), check.name);
        }
    }
    const auto verdict = telling(result.verdict);
    if (verdict && std::ranges::find(cases, *verdict, &TestCase::outcome) == cases.end()) {
        TestCase test;
        test.outcome = *verdict;
        test.message = foreign_line(result.message, room.line);
        if (test.message.empty()) {
            test.message = words_of(*verdict);
        }
        test.details = test.message;
        add(std::move(test), "grading");
    }
    return cases;
}

void explain(const judge::Result& result, const Room& room, Suite& suite) {
    const auto verdict = telling(result.verdict);
    if (!verdict) {
        return;
    }
    const auto test = std::ranges::find(suite.cases, *verdict, &TestCase::outcome);
    if (!suite.message.empty() && suite.message != test->message) {
        test->details += "\n\n" + suite.message;
    }
    for (std::size_t i = 0; i < result.explanation.size() && i < most_paragraphs; ++i) {
        test->details += "\n\n" + foreign_text(result.explanation[i], room.text);
    }
}

std::string suite_name(const judge::Result& result, int gradings, const std::string& submission,
                       const Room& room) {
    if (result.exercise.empty()) {
        return submission;
    }
    const std::string exercise = foreign_line(result.exercise, room.name);
    return gradings > 1 ? fmt::format("{} ({})", exercise, submission) : exercise;
}

} // namespace

double tidy(double value) {
    constexpr double resolution = 1e6;
    return std::isfinite(value) && value > 0 ? std::round(value * resolution) / resolution : 0.0;
}

std::vector<Suite> suites_of(const judge::Report& report, const Room& room) {
    std::vector<Suite> suites;
    Names names;
    std::map<std::string, int> gradings; // by exercise
    for (const judge::Result& result : report.results) {
        ++gradings[result.exercise];
    }
    for (const judge::Result& result : report.results) {
        if (suites.size() == room.suites) {
            break;
        }
        Suite suite;
        suite.result = &result;
        suite.submission = foreign_line(result.submission, room.name);
        suite.name = names.claim(suite_name(result, gradings[result.exercise], suite.submission, room));
        suite.message = foreign_line(result.message, room.line);
        suite.output = foreign_text(result.output, room.text);
        suite.cases = cases_of(result, room);
        explain(result, room, suite);
        suites.push_back(std::move(suite));
    }
    return suites;
}

std::size_t left_out(const judge::Report& report, const std::vector<Suite>& suites) {
    return report.results.size() - suites.size();
}

std::string within(std::size_t most, const judge::Report& report,
                   std::string (*write)(const judge::Report& report, const Room& room)) {
    constexpr std::size_t shortest = 100;
    Room room;
    const auto shorten = [&] {
        room.name = std::max(room.name / 2, shortest);
        room.line = std::max(room.line / 2, shortest);
        room.text = std::max(room.text / 4, shortest);
    };
    // Nothing is written that is surely too long many times over: memory is limited, too.
    constexpr std::size_t many = 4;
    while (room.text > shortest && report.results.size() * most_paragraphs * room.text > many * most) {
        shorten();
    }
    std::string text = write(report, room);
    while (text.size() > most && room.text > shortest) {
        shorten();
        text = write(report, room);
    }
    for (room.suites = report.results.size(); text.size() > most && room.suites > 1;) {
        room.suites /= 2;
        text = write(report, room);
    }
    return text;
}

Total total_of(const std::vector<Suite>& suites) {
    Total total;
    for (const Suite& suite : suites) {
        for (const TestCase& test : suite.cases) {
            total.earned += test.earned;
            total.most += test.most;
        }
        total.seconds += tidy(suite.result->seconds);
        total.decided = total.decided && suite.is_decided();
    }
    total.earned = tidy(total.earned);
    total.most = tidy(total.most);
    return total;
}

std::string counts_in_words(const std::vector<Suite>& suites) {
    std::string words;
    for (const judge::Verdict verdict : {judge::Verdict::passed, judge::Verdict::failed,
                                         judge::Verdict::inconclusive, judge::Verdict::error}) {
        const auto count =
            std::ranges::count_if(suites, [&](const Suite& suite) { return suite.verdict() == verdict; });
        if (count > 0) {
            words += fmt::format("{}{} {}", words.empty() ? "" : ", ", count, judge::to_string(verdict));
        }
    }
    return words.empty() ? "nothing graded" : words;
}

} // namespace gilkit::report
