#include "batch/results/student.hpp"

#include "report/json_parts.hpp"
#include "report/json_reader.hpp"

#include <fmt/format.h>

namespace gilkit::batch {

namespace {

judge::Result ungraded(const Submission& submission) {
    judge::Result result;
    result.exercise = submission.exercise;
    result.submission = submission.path;
    result.verdict = judge::Verdict::error;
    result.message = submission.fault;
    result.gil_why = "nothing was run";
    return result;
}

} // namespace

nlohmann::ordered_json result_of(const Graded& graded) {
    if (graded.result_json.empty()) {
        return report::result_json(ungraded(graded.submission));
    }
    auto result = report::Json::parse(graded.result_json);
    result.at("submission") = graded.submission.path;
    return result;
}

tl::expected<StudentReport, std::string> report_of(const std::vector<Graded>& all,
                                                   const judge::Machine& here) {
    try {
        StudentReport made;
        made.report.machine = here;
        report::Json results = report::Json::array();
        for (const Graded& graded : all) {
            if (!graded.done) {
                continue;
            }
            if (graded.result_json.empty()) {
                made.report.results.push_back(ungraded(graded.submission));
            } else {
                made.report.results.push_back(
                    report::result_from_json(report::Json::parse(graded.result_json)));
                made.report.results.back().submission = graded.submission.path;
                made.report.machine = report::machine_from_json(report::Json::parse(graded.machine_json));
            }
            results.push_back(result_of(graded));
        }
        made.json = report::grade_json(made.report.machine, results);
        return made;
    } catch (const std::exception& fault) {
        return tl::unexpected(
            fmt::format("the journal holds a result that can't be read ({}); call gilkit batch "
                        "with --anew",
                        fault.what()));
    }
}

} // namespace gilkit::batch
