#include "batch/unit.hpp"

#include "judge/points.hpp"
#include "report/json_parts.hpp"

#include <sys/resource.h>

#include <utility>

namespace gilkit::batch {

namespace {

double cpu_s_of(int whose) {
    rusage usage{};
    ::getrusage(whose, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

Outcome outcome_of(const Unit& unit, judge::Result result, const judge::GradeOptions& options) {
    Outcome outcome;
    outcome.attempt = unit.attempt;
    outcome.key = unit.key;
    outcome.result = std::move(result);
    outcome.machine = judge::describe_machine();
    outcome.machine.sandbox_tier = to_string(options.enclosure.tier);
    return outcome;
}

std::string shown_name(const Unit& unit) {
    return unit.exercise->stub.filename().string();
}

} // namespace

std::string grade_unit(const Unit& unit, const judge::GradeOptions& options) {
    auto result = judge::grade(*unit.exercise, unit.source, shown_name(unit), options);
    if (!result) {
        return "";
    }
    Outcome outcome = outcome_of(unit, *std::move(result), options);
    outcome.boxes_cpu_s = cpu_s_of(RUSAGE_CHILDREN);
    outcome.gilkit_cpu_s = cpu_s_of(RUSAGE_SELF);
    judge::probe_sampling(outcome.machine); // after the accounts are read
    return to_bytes(outcome);
}

Outcome outcome_of_failure(const Unit& unit, const judge::GradeOptions& options, std::string message) {
    judge::Result result;
    result.exercise = unit.exercise->id;
    result.submission = shown_name(unit);
    result.interpreter = options.interpreter;
    result.verdict = judge::Verdict::error;
    result.message = std::move(message);
    result.gil_why = "it did not come to a run in which gilkit looks at the GIL";
    result.points = judge::points_of(*unit.exercise, result);
    Outcome outcome = outcome_of(unit, std::move(result), options);
    outcome.result_json = report::to_line(report::result_json(outcome.result));
    return outcome;
}

std::string outcome_of_death(const Unit& unit, const judge::GradeOptions& options) {
    return to_bytes(
        outcome_of_failure(unit, options,
                           "gilkit could not grade this: the process that graded it was killed, twice; look "
                           "whether the machine has run out of memory, and call gilkit batch again"));
}

} // namespace gilkit::batch
