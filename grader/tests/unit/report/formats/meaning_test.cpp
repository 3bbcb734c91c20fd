// How each format says what a grading found. That it is well-formed, others' parsers say (test_formats.py).

#include "report/formats/cases.hpp"
#include "report/formats/foreign.hpp"
#include "report/formats/formats.hpp"
#include "report/formats/made_up.hpp"
#include "report/samples.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <pugixml.hpp>
#include <string>

using gilkit::report::find_format;
using gilkit::report::foreign_line;
using gilkit::report::foreign_text;
using gilkit::report::Outcome;
using nlohmann::json;
namespace judge = gilkit::judge;
namespace report = gilkit::report;
namespace tests = gilkit::tests;

namespace {

std::string written(std::string_view format, const judge::Report& of) {
    return find_format(format)->write(of);
}

judge::Report only(std::size_t which) {
    return tests::report_of({tests::one_of_each().results[which]});
}
constexpr std::size_t passed = 0;
constexpr std::size_t failed = 1;
constexpr std::size_t inconclusive = 2;
constexpr std::size_t broken = 3;

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

} // namespace

TEST_CASE("foreign text is made clean, and its line breaks where they would begin a line") {
    using namespace std::string_literals;
    CHECK(foreign_line("a\nb\tc\r\x1b\0"s, 100) == "a\\nb\\tc\\r\\x1b\\x00");
    CHECK(foreign_text("a\r\nb\tc\rd\n", 100) == "a\nb\tc\\rd\n");
    CHECK(foreign_line("\xff\xe2\x82é\xef\xbf\xbe", 100) == "\uFFFD\uFFFD\uFFFDé\uFFFD");
    CHECK(foreign_line("éé", 3) == "é…");
    CHECK(foreign_line("éé", 4) == "éé");
    CHECK(foreign_line("\u202Ea", 100) == "\\u202ea");
}

TEST_CASE("base64 is that of RFC 4648") {
    for (const auto& [bytes, text] :
         {std::pair{"", ""}, std::pair{"f", "Zg=="}, std::pair{"fo", "Zm8="}, std::pair{"foo", "Zm9v"},
          std::pair{"foob", "Zm9vYg=="}, std::pair{"\xff\xfe\xfb", "//77"}}) {
        CHECK(report::base64(bytes) == text);
    }
}

TEST_CASE("every submission to an exercise has the same cases, and one of them tells the verdict") {
    const judge::Report report = tests::one_of_each();
    const auto suites = report::suites_of(report);
    REQUIRE(suites.size() == 4);
    const auto outcomes = [&](std::size_t which) {
        std::vector<Outcome> all;
        std::ranges::transform(suites[which].cases, std::back_inserter(all), &report::TestCase::outcome);
        return all;
    };
    CHECK(outcomes(passed) == std::vector(4, Outcome::passed));
    CHECK(outcomes(failed) ==
          std::vector{Outcome::failed, Outcome::skipped, Outcome::skipped, Outcome::skipped});
    CHECK(suites[failed].cases[0].line == 3);
    CHECK(suites[failed].cases[0].details ==
          "alice/submission.py:3: SyntaxError: invalid syntax\n\n    def add_up(:");
    CHECK(suites[inconclusive].cases[2].outcome == Outcome::inconclusive);
    CHECK(outcomes(broken) == std::vector{Outcome::skipped, Outcome::skipped, Outcome::skipped,
                                          Outcome::skipped, Outcome::error});
    CHECK(suites[broken].cases[4].name == "grading");
}

TEST_CASE("names differ where readers would take two for one") {
    const judge::Result result = tests::one_of_each().results[failed];
    judge::Result other = result;
    other.submission = "bob/submission.py";
    const judge::Report report = tests::report_of({result, other, other});
    const auto suites = report::suites_of(report);
    CHECK(suites[0].name == "plus-equals (alice/submission.py)");
    CHECK(suites[1].name == "plus-equals (bob/submission.py)");
    CHECK(suites[2].name == "plus-equals (bob/submission.py) (2)");
}

TEST_CASE("junit") {
    pugi::xml_document document;
    REQUIRE(document.load_string(written("junit", tests::one_of_each()).c_str()));
    const auto root = document.child("testsuites");
    CHECK(root.attribute("failures").as_int() == 1);
    CHECK(root.attribute("errors").as_int() == 1);
    CHECK(root.attribute("skipped").as_int() == 3 + 1 + 4);
    CHECK(root.attribute("tests").as_int() == 4 + 4 + 4 + 5);
    const auto failure =
        root.find_node([](pugi::xml_node node) { return std::string_view(node.name()) == "failure"; });
    CHECK(failure.parent().attribute("classname").as_string() == std::string("plus-equals"));
    CHECK(failure.parent().attribute("line").as_int() == 3);
    CHECK(failure.attribute("type").as_string() == std::string("invalid-submission"));
    CHECK(contains(failure.text().as_string(), "def add_up(:"));
}

TEST_CASE("tap") {
    const std::string text = written("tap", tests::one_of_each());
    CHECK(text.starts_with("TAP version 14\n1..17\nok 1 - four-threads-one-core: answers\n"));
    CHECK(contains(text,
                   "\nnot ok 5 - plus-equals: imports\n  ---\n  message: \"alice/submission.py:3: Syntax"));
    CHECK(contains(
        text, "\n  line: 3\n  ...\nok 6 - plus-equals: answers # SKIP The grading did not come to this.\n"));
    CHECK(contains(text, "\nok 11 - tiny-tasks-big-data: speedup # SKIP Between 1.62× and 2.48×.\n"));
    CHECK(
        contains(text, "\nBail out! check-then-act: The sandbox could not be started: Permission denied.\n"));
    CHECK(contains(written("tap", tests::report_of({})), "1..0 # SKIP"));
    CHECK_FALSE(contains(written("tap", only(failed)), "Bail out!"));
    judge::Result sharp = tests::one_of_each().results[failed];
    sharp.exercise = "a # SKIP \\";
    CHECK(contains(written("tap", tests::report_of({sharp})), "not ok 1 - a ＃ SKIP \\\\: imports\n"));
}

TEST_CASE("gradescope") {
    const json all = json::parse(written("gradescope", tests::one_of_each()));
    CHECK(all["score"] == 8.0 + 0.0 + 6.0);
    CHECK(all["extra_data"]["decided"] == false);
    CHECK(contains(all["output"].get<std::string>(), "Not final"));
    CHECK(all["tests"][4]["status"] == "failed");
    CHECK(all["tests"][4]["max_score"] == 2.0);
    CHECK(all["tests"][5]["status"] == "failed");
    CHECK_FALSE(all["tests"][10].contains("status"));
    CHECK_FALSE(all["tests"][16].contains("score"));
    const json one = json::parse(written("gradescope", only(passed)));
    CHECK(one["score"] == 8.0);
    CHECK_FALSE(contains(one["output"].get<std::string>(), "Not final"));
}

TEST_CASE("prairielearn counts no attempt that nobody can judge") {
    CHECK(json::parse(written("prairielearn", only(passed)))["score"] == 1.0);
    CHECK(json::parse(written("prairielearn", only(failed)))["score"] == 0.0);
    for (const std::size_t undecided : {inconclusive, broken}) {
        const json told = json::parse(written("prairielearn", only(undecided)));
        CHECK(told["gradable"] == false);
        CHECK_FALSE(told.contains("score"));
    }
    CHECK(json::parse(written("prairielearn", tests::report_of({})))["gradable"] == false);
}

TEST_CASE("exercism") {
    const json good = json::parse(written("exercism", only(passed)));
    CHECK(good["status"] == "pass");
    CHECK(good["tests"].size() == 4);
    CHECK(good["tests"][0]["name"] == "answers");
    for (const std::size_t unusable : {failed, inconclusive, broken}) {
        const json told = json::parse(written("exercism", only(unusable)));
        CHECK(told["status"] == "error");
        CHECK_FALSE(told.contains("tests"));
    }
    CHECK(contains(json::parse(written("exercism", only(failed)))["message"].get<std::string>(),
                   "SyntaxError"));
    CHECK(contains(json::parse(written("exercism", only(inconclusive)))["message"].get<std::string>(),
                   "nothing says that your program is wrong"));
    const json slow = json::parse(written("exercism", tests::report_of({tests::not_parallel_sample()})));
    CHECK(slow["status"] == "fail");
    CHECK(slow["tests"].size() == 3); // the skipped one is left out
    CHECK(slow["tests"][1]["output"] == "starting 4 threads\nall done\n");
    judge::Result chatty = tests::not_parallel_sample();
    chatty.output = std::string(5000, 'x');
    const json cut = json::parse(written("exercism", tests::report_of({chatty})));
    CHECK(cut["tests"][1]["output"].get<std::string>().ends_with("(The rest is left out.)"));
}

TEST_CASE("classroom withholds a score that nobody knows, and no line of a message is a command") {
    // Decoded where it is tested whole; here, what is encoded is compared.
    const auto holds = [](const judge::Report& of, const std::string& start) {
        const std::string text = written("classroom", of);
        const std::string wanted = report::base64(start);
        return text.starts_with(wanted.substr(0, wanted.size() - 4));
    };
    CHECK(holds(only(passed), R"({"version":1,"status":"pass","max_score":8.0,"tests":[{)"));
    CHECK(holds(only(failed), R"({"version":1,"status":"fail","max_score":8.0,"tests":[{)"));
    CHECK(holds(only(inconclusive), R"({"version":1,"status":"error","max_score":0.0,"tests":[{)"));
    CHECK(holds(only(broken), R"({"version":1,"status":"error","max_score":0.0,"tests":[{)"));
}

TEST_CASE("github annotates at most ten, and fences the report") {
    const std::string one = written("github", tests::one_of_each());
    CHECK(contains(one, "\n::error file=alice/submission.py,line=3,title=plus-equals%3A invalid-submission::"
                        "alice/submission.py:3: SyntaxError: invalid syntax%0A%0A    def add_up(:\n"));
    CHECK(contains(one, "\n::warning file="));
    CHECK(contains(one, "check-then-act%3A gilkit could not grade it::"));
    judge::Report many =
        tests::report_of(std::vector<judge::Result>(25, tests::one_of_each().results[failed]));
    const std::string text = written("github", many);
    std::size_t commands = 0;
    for (const std::string_view line : tests::lines_of(text)) {
        commands += line.starts_with("::error") || line.starts_with("::warning") ? 1 : 0;
    }
    CHECK(commands == 10);
    CHECK(contains(text, "::warning title=gilkit::16 more submissions are not passed"));
}

TEST_CASE("markdown shows foreign text in code, whose marks are longer than any of its own") {
    judge::Result result = tests::one_of_each().results[failed];
    result.message = "a | `b` @all";
    result.checks[0].message = "plain words";
    result.explanation = {"```\n````js\n# heading"};
    const std::string text = written("markdown", tests::report_of({result}));
    CHECK(contains(text, "| `` a │ `b` @all `` |\n"));
    CHECK(contains(text, "| ❌ failed | 0 of 2 | plain words |\n"));
    CHECK(contains(text, "\n`````text\nplain words\n"));
    CHECK(contains(text, "\n# heading\n`````\n"));
}
