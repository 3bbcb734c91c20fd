#include "judge/result.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using gilkit::judge::CheckStatus;
using gilkit::judge::Reason;
using gilkit::judge::reason_from_string;
using gilkit::judge::Report;
using gilkit::judge::Result;
using gilkit::judge::Role;
using gilkit::judge::to_string;
using gilkit::judge::Verdict;

namespace {

Report report_of(std::initializer_list<Verdict> verdicts) {
    Report report;
    for (const Verdict verdict : verdicts) {
        Result result;
        result.verdict = verdict;
        report.results.push_back(result);
    }
    return report;
}

} // namespace

TEST_CASE("Names are the ones of the result format") {
    CHECK(to_string(Verdict::passed) == "passed");
    CHECK(to_string(Verdict::failed) == "failed");
    CHECK(to_string(Verdict::inconclusive) == "inconclusive");
    CHECK(to_string(Verdict::error) == "error");
    CHECK(to_string(CheckStatus::passed) == "passed");
    CHECK(to_string(CheckStatus::failed) == "failed");
    CHECK(to_string(CheckStatus::inconclusive) == "inconclusive");
    CHECK(to_string(CheckStatus::skipped) == "skipped");
    CHECK(to_string(Role::baseline) == "baseline");
    CHECK(to_string(Role::submission) == "submission");
    CHECK(to_string(Reason::not_parallel) == "not-parallel");
    CHECK(to_string(Reason::invalid_submission) == "invalid-submission");
}

TEST_CASE("Every reason has a name of its own, and is found by it") {
    std::set<std::string> names;
    const auto last = static_cast<int>(Reason::unsupported);
    for (int number = 0; number <= last; ++number) {
        const auto reason = static_cast<Reason>(number);
        names.emplace(to_string(reason));
        CHECK(reason_from_string(to_string(reason)) == reason);
    }
    CHECK(names.size() == static_cast<std::size_t>(last) + 1);
}

TEST_CASE("What is no reason is not taken for one") {
    CHECK_FALSE(reason_from_string("").has_value());
    CHECK_FALSE(reason_from_string("passed").has_value());
    CHECK_FALSE(reason_from_string("not_parallel").has_value());
    CHECK_FALSE(reason_from_string("not-parallel ").has_value());
}

TEST_CASE("The exit code puts the grader's own failure before the submission's, and that before doubt") {
    CHECK(report_of({}).exit_code() == 0);
    CHECK(report_of({Verdict::passed, Verdict::passed}).exit_code() == 0);
    CHECK(report_of({Verdict::passed, Verdict::inconclusive}).exit_code() == 4);
    CHECK(report_of({Verdict::inconclusive, Verdict::failed, Verdict::passed}).exit_code() == 1);
    CHECK(report_of({Verdict::failed, Verdict::inconclusive, Verdict::error}).exit_code() == 3);
}
