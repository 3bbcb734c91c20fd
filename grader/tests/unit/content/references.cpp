#include "content/references.hpp"

#include "content/good_course.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

using namespace gilkit::content;
using namespace gilkit::content::test;

namespace {

const nlohmann::json recordings = nlohmann::json::parse(R"([{
    "recorded": "2026-11-22", "machine": {"cores_online": 2},
    "interpreter": {"implementation": "CPython", "version": "3.11.2", "gil_enabled": true},
    "programs": {"broken": {"stdout": "a\n\n```\n{{recorded}}\n", "wall_s": 1.2345, "speedup_4": 1.0},
                 "fixed": {"stdout": "", "wall_s": 2}}},
   {"interpreter": {"implementation": "CPython", "version": "3.14.0", "gil_enabled": true},
    "programs": {"broken": {"stdout": "new", "wall_s": 3.1}}},
   {"interpreter": {"implementation": "CPython", "version": "3.14.0", "gil_enabled": false},
    "programs": {"broken": {"stdout": "free", "wall_s": 4.1}}},
   {"interpreter": {"implementation": "Jython", "version": "2.7.3", "gil_enabled": false},
    "programs": {"broken": {"stdout": "old", "wall_s": 5.1}}}])");

struct Resolved {
    std::string text;
    Diagnostics faults;
};

Resolved resolve(std::string_view markdown) {
    Findings findings("/course");
    const ReferenceSources sources{"print(1)\n", "pass\n", recordings};
    std::string text = resolve_references(markdown, sources, "/course/lesson.md", 10, findings);
    return {std::move(text), findings.take()};
}

} // namespace

TEST_CASE("figures are shown by their type, or by their format") {
    CHECK(resolve("{{machine.cores_online}} cores").text == "2 cores\n");
    CHECK(resolve("{{broken.wall_s}} s").text == "1.23 s\n");
    CHECK(resolve("{{broken.speedup_4}}").text == "1.00\n");
    CHECK(resolve("{{broken.wall_s:.1f}}, {{programs.broken.wall_s:.3f}}").text == "1.2, 1.234\n");
    CHECK(resolve("{{machine.cores_online:.1f}}").text == "2.0\n");
    CHECK(resolve("{{machine.cores_online:03d}}").text == "002\n");
    CHECK(resolve("on {{recorded}}").text == "on 2026-11-22\n");
    CHECK(resolve("{{interpreter.gil_enabled}}").text == "true\n");
    CHECK(resolve("`{{ broken.wall_s }}`").text == "`1.23`\n");
    CHECK(resolve("no {reference} here").text == "no {reference} here\n");
}

TEST_CASE("a figure may be another interpreter's") {
    CHECK(resolve("{{broken.wall_s on CPython}}").text == "1.23\n");
    CHECK(resolve("{{broken.wall_s on CPython 3}}").text == "1.23\n");
    CHECK(resolve("{{broken.wall_s on CPython 3.14:.1f}} s").text == "3.1 s\n");
    CHECK(resolve("{{ broken.wall_s on free-threaded CPython : .1f}}").faults.size() == 1); // as without "on"
    CHECK(resolve("{{broken.wall_s on free-threaded CPython:.1f}}").text == "4.1\n");
    CHECK(resolve("{{broken.wall_s on Jython 2.7.3:.1f}}").text == "5.1\n");
    CHECK(resolve("{{output broken on Jython}}").text == "```text\nold\n```\n");
    const Resolved unknown = resolve("{{broken.wall_s on CPython 3.1:.1f}}");
    CHECK(unknown.text == "{{broken.wall_s on CPython 3.1:.1f}}\n");
    REQUIRE(unknown.faults.size() == 1);
    CHECK(
        unknown.faults[0].to_string() ==
        "lesson.md:10: there is no recording for 'broken.wall_s on CPython 3.1'; there are those on CPython "
        "3.11.2, "
        "CPython 3.14.0, free-threaded CPython 3.14.0, Jython 2.7.3; record one with 'gilkit verify --record "
        "--python PATH'");
    CHECK(resolve("{{output broken on PyPy}}").faults.size() == 1);
    CHECK(resolve("{{fixed.wall_s on Jython}}").faults.size() == 1);
}

TEST_CASE("programs and outputs become blocks that can't be ended from inside") {
    CHECK(resolve("{{code broken}}").text == "```python\nprint(1)\n```\n");
    CHECK(resolve("a\n{{code fixed}}\nb").text == "a\n```python\npass\n```\nb\n");
    CHECK(resolve("{{output broken}}").text == "````text\na\n\n```\n{{recorded}}\n````\n");
    CHECK(resolve("{{output fixed}}").text == "```text\n```\n");
    CHECK(resolve("  {{code fixed}} ").text == "  ```python\n  pass\n  ```\n");
}

TEST_CASE("references that can't be resolved are located") {
    struct Case {
        const char* text;
        const char* message;
        const char* action;
    };
    const std::vector<Case> cases = {
        {"\n{{broken.wal_s}}", "nothing was recorded under 'broken.wal_s'", "did you mean 'broken.wall_s'?"},
        {"\n{{nothing.like.it}}", "nothing was recorded under", "gilkit verify --record"},
        {"\n{{broken}}", "nothing was recorded under 'broken'", ""},
        {"\n{{}}", "nothing was recorded under ''", ""},
        {"\n{{recorded", "'{{' without '}}'", "close the reference"},
        {"\nsee {{code broken}}", "stand alone on its line", "a line of its own"},
        {"\n{{code other}}", "must be one of", ""},
        {"\n{{output}}", "must be one of", ""},
        {"\n{{recorded:.2f}}", "the format '.2f' does not fit 'recorded'", ".2f"},
        {"\n{{broken.wall_s:d}}", "the format 'd' does not fit", ""},
        {"\n{{broken.wall_s:}}", "the format '' does not fit", ""},
        {"\n{{broken.wall_s:.999999999f}}", "does not fit", ""},
        {"\n{{broken.wall_s:{}}}", "does not fit", ""},
        {"\n{{interpreter.gil_enabled:d}}", "does not fit", ""},
    };
    for (const Case& bad : cases) {
        CAPTURE(std::string(bad.text));
        check_one(resolve(bad.text).faults, "lesson.md", 11, bad.message, bad.action);
    }
}
