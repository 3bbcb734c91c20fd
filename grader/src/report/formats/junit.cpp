// JUnit XML, as GitLab reads it (and Jenkins, and most others): a <testsuite> for each result, a <testcase>
// for each check.
//
// - Failed checks have a <failure>, what gilkit itself could not do an <error>.
// - What can't be told here, and what the grading did not come to, is <skipped> with the reason as its text.
//   GitLab fails no job over any of this: the exit code does.
// - GitLab shows `classname` as the suite, ignores a second case of the same name, reads the text of these
//   elements rather than their attributes, and takes files below 30 MB.
// - What the submission printed is the <system-out> of the case that tells the verdict, or else of the last.

#include "report/formats/cases.hpp"
#include "report/formats/writers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>
#include <sstream>
#include <string>

namespace gilkit::report {

namespace {

constexpr std::size_t most_junit_bytes = 29'000'000;

const char* element_of(Outcome outcome) {
    switch (outcome) {
    case Outcome::passed:
        return nullptr;
    case Outcome::failed:
        return "failure";
    case Outcome::error:
        return "error";
    case Outcome::skipped:
    case Outcome::inconclusive:
        break;
    }
    return "skipped";
}

void set(pugi::xml_node node, const char* name, const std::string& value) {
    node.append_attribute(name).set_value(value.c_str());
}

void count(pugi::xml_node node, const std::vector<const TestCase*>& tests) {
    const auto number_of = [&](const char* element) {
        return std::ranges::count_if(tests, [&](const TestCase* test) {
            const char* const own = element_of(test->outcome);
            return own != nullptr && std::string_view(own) == element;
        });
    };
    set(node, "tests", std::to_string(tests.size()));
    set(node, "failures", std::to_string(number_of("failure")));
    set(node, "errors", std::to_string(number_of("error")));
    set(node, "skipped", std::to_string(number_of("skipped")));
}

void add_case(pugi::xml_node parent, const Suite& suite, const TestCase& test, bool with_output) {
    pugi::xml_node node = parent.append_child("testcase");
    set(node, "classname", suite.name);
    set(node, "name", test.name);
    set(node, "file", suite.submission);
    if (test.line) {
        set(node, "line", std::to_string(*test.line));
    }
    // The checks of a grading are not timed one by one.
    set(node, "time", "0");
    if (const char* const element = element_of(test.outcome)) {
        pugi::xml_node why = node.append_child(element);
        set(why, "message", test.message);
        if (std::string_view(element) != "skipped") {
            set(why, "type",
                suite.result->reason ? std::string(judge::to_string(*suite.result->reason)) : "gilkit");
        }
        why.append_child(pugi::node_pcdata).set_value(test.details.c_str());
    }
    if (with_output && !suite.output.empty()) {
        node.append_child("system-out").append_child(pugi::node_pcdata).set_value(suite.output.c_str());
    }
}

std::vector<const TestCase*> tests_of(const Suite& suite) {
    std::vector<const TestCase*> tests;
    for (const TestCase& test : suite.cases) {
        tests.push_back(&test);
    }
    return tests;
}

void add_suite(pugi::xml_node parent, const Suite& suite) {
    pugi::xml_node node = parent.append_child("testsuite");
    const auto tests = tests_of(suite);
    set(node, "name", suite.name);
    count(node, tests);
    set(node, "time", fmt::format("{:.3f}", tidy(suite.result->seconds)));
    auto speaks = std::ranges::find_if(tests, [](const TestCase* test) {
        return test->outcome != Outcome::passed && test->outcome != Outcome::skipped;
    });
    if (speaks == tests.end() && !tests.empty()) {
        speaks = std::prev(tests.end());
    }
    for (const TestCase* const test : tests) {
        add_case(node, suite, *test, speaks != tests.end() && test == *speaks);
    }
}

std::string junit_in(const judge::Report& report, const Room& room) {
    const std::vector<Suite> suites = suites_of(report, room);
    pugi::xml_document document;
    pugi::xml_node declaration = document.append_child(pugi::node_declaration);
    set(declaration, "version", "1.0");
    set(declaration, "encoding", "UTF-8");
    pugi::xml_node root = document.append_child("testsuites");
    std::vector<const TestCase*> all;
    for (const Suite& suite : suites) {
        const auto tests = tests_of(suite);
        all.insert(all.end(), tests.begin(), tests.end());
    }
    set(root, "name",
        left_out(report, suites) == 0
            ? "gilkit"
            : fmt::format("gilkit ({} more had no room)", left_out(report, suites)));
    count(root, all);
    set(root, "time", fmt::format("{:.3f}", total_of(suites).seconds));
    for (const Suite& suite : suites) {
        add_suite(root, suite);
    }
    std::ostringstream text;
    document.save(text, "  ", pugi::format_default, pugi::encoding_utf8);
    return std::move(text).str();
}

} // namespace

std::string junit(const judge::Report& report) {
    return within(most_junit_bytes, report, junit_in);
}

} // namespace gilkit::report
