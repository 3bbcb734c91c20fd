#include "verify/check.hpp"

#include "verify/submission.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace gilkit::verify;
namespace judge = gilkit::judge;

namespace {

judge::Result result_of(judge::Verdict verdict, std::optional<judge::Reason> reason = std::nullopt) {
    judge::Result result;
    result.verdict = verdict;
    result.reason = reason;
    result.message = "why";
    return result;
}

Report report_of(const std::vector<Status>& statuses) {
    Report report;
    for (const Status status : statuses) {
        report.checks.emplace_back();
        report.checks.back().found.status = status;
    }
    return report;
}

} // namespace

TEST_CASE("a submission must get its reason, and no other") {
    using judge::Reason;
    using judge::Verdict;
    CHECK(finding_of(result_of(Verdict::passed), "passed").status == Status::passed);
    CHECK(finding_of(result_of(Verdict::failed, Reason::race), "race").status == Status::passed);
    const Finding other = finding_of(result_of(Verdict::failed, Reason::race), "deadlock");
    CHECK(other.status == Status::failed);
    CHECK(other.actual == "race");
    CHECK(other.message == "why");
    CHECK(finding_of(result_of(Verdict::passed), "race").status == Status::failed);
    CHECK(finding_of(result_of(Verdict::failed, Reason::race), "passed").status == Status::failed);
}

TEST_CASE("what can't be told, and what gilkit could not do, is no fault of the content") {
    const Finding noisy =
        finding_of(result_of(judge::Verdict::inconclusive, judge::Reason::too_noisy), "passed");
    CHECK(noisy.status == Status::inconclusive);
    CHECK(noisy.actual == "too-noisy");
    const Finding broken = finding_of(result_of(judge::Verdict::error), "race");
    CHECK(broken.status == Status::error);
    CHECK(broken.actual == "error");
}

TEST_CASE("the exit code tells the worst, what gilkit could not do first") {
    CHECK(report_of({}).exit_code() == 0);
    CHECK(report_of({Status::passed}).exit_code() == 0);
    CHECK(report_of({Status::passed, Status::inconclusive}).exit_code() == 4);
    CHECK(report_of({Status::inconclusive, Status::failed}).exit_code() == 1);
    CHECK(report_of({Status::failed, Status::error, Status::inconclusive}).exit_code() == 3);
}

TEST_CASE("a check has a name that says what it is about") {
    CHECK(Check{}.name() == "the course: its ids and files");
    CHECK(Check{"plus-equals", Part::stub, "exercises/06/submission.py"}.name() == "plus-equals: the stub");
    CHECK(Check{"plus-equals", Part::mistake, "exercises/06/check/mistakes/one.py"}.name() ==
          "plus-equals: the mistake one.py");
    for (const Status status : {Status::passed, Status::failed, Status::inconclusive, Status::error}) {
        CHECK(status_from_string(to_string(status)) == status);
    }
    CHECK_FALSE(status_from_string("maybe"));
}
