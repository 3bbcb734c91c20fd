#include "report/verify.hpp"

#include "report/samples.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>

using namespace gilkit::report;
using gilkit::verify::Check;
using gilkit::verify::Part;
using gilkit::verify::Report;
using gilkit::verify::Status;

namespace {

Check stub(Status status, const std::string& actual, const std::string& message) {
    return {"one", Part::stub, "exercises/01-one/submission.py", 0, "race", {status, actual, message, 1.5}};
}

Report report_of(std::vector<Check> checks) {
    Report report;
    report.machine = gilkit::tests::sample_machine();
    report.interpreters.push_back({"/usr/bin/python3", "CPython", "3.11.2", true});
    report.checks = std::move(checks);
    report.seconds = 3;
    return report;
}

std::string text_of(const Check& check) {
    return verify_check_text(check, report_of({}), {false, true, 60});
}

} // namespace

TEST_CASE("each state of a check has a sign and words, and a reason unless it passed") {
    CHECK(text_of(stub(Status::passed, "race", "why")) == "✓ one: the stub: race\n");
    CHECK(text_of(stub(Status::failed, "passed", "why")) ==
          "✗ one: the stub: passed instead of race\n    why\n");
    CHECK(text_of(stub(Status::inconclusive, "unsupported", "why")) ==
          "? one: the stub: undecided (unsupported)\n    why\n");
    CHECK(text_of(stub(Status::error, "error", "why")) ==
          "! one: the stub: gilkit could not check it\n    why\n");
}

TEST_CASE("what a submission wrote steers no terminal") {
    const std::string text = text_of(stub(Status::failed, "passed", "\x1b[2Jgone\n::error::"));
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("\n::") == std::string::npos);
}

TEST_CASE("an interpreter is named where there are several") {
    Report report = report_of({stub(Status::passed, "race", "")});
    report.interpreters.push_back({"/usr/bin/python3.9", "CPython", "3.9.2", true});
    report.checks[0].interpreter = 1;
    CHECK(verify_check_text(report.checks[0], report, {false, true, 60}) ==
          "✓ one: the stub: race · CPython 3.9.2\n");
    CHECK(nlohmann::json::parse(verify_json(report))["checks"][0]["interpreter"] == "/usr/bin/python3.9");
}

TEST_CASE("the sum names what there is") {
    const TerminalStyle style{false, true, 60};
    CHECK(verify_summary_text(report_of({stub(Status::passed, "race", "")}), style) ==
          "1 check: 1 passed, 0 failed · 3 s\n");
    CHECK(verify_summary_text(
              report_of({stub(Status::error, "error", "x"), stub(Status::inconclusive, "x", "x")}), style) ==
          "2 checks: 0 passed, 0 failed, 1 undecided, 1 not checked · 3 s\n");
}
