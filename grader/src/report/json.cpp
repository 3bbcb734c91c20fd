#include "report/json.hpp"

#include "report/json_parts.hpp"
#include "report/timeline/timeline.hpp"

#include <optional>

namespace gilkit::report {

namespace {

Json json_of(const judge::Check& check) {
    return {
        {"name", check.name},
        {"status", judge::to_string(check.status)},
        {"message", check.message},
        {"expected", text_or_null(check.expected)},
        {"actual", text_or_null(check.actual)},
        {"line", check.line ? Json(*check.line) : Json(nullptr)},
    };
}

Json json_of(const judge::Points& points) {
    Json checks = Json::array();
    for (const judge::Points::OfCheck& check : points.checks) {
        checks.push_back(
            {{"name", check.name}, {"earned", figure(check.earned)}, {"most", figure(check.most)}});
    }
    return {{"earned", figure(points.earned)}, {"most", figure(points.most)}, {"checks", checks}};
}

Json json_of(const judge::RunFigures& run) {
    return {
        {"role", judge::to_string(run.role)},
        {"cores", run.cores},
        {"diagnosis", run.diagnosis},
        {"beside", run.beside},
        {"wall_s", figure(run.wall_s)},
        {"cpu_s", figure(run.cpu_s)},
        {"queue_s", figure(run.queue_s)},
        {"parallelism", figure(run.parallelism)},
        {"parallelism_low", figure(run.parallelism_low)},
        {"gil_ceiling", figure(run.gil_ceiling)},
    };
}

Json speedup_of(const judge::Measurement& measurement) {
    if (!measurement.speedup) {
        return nullptr;
    }
    return {
        {"cores", measurement.cores},
        {"estimate", figure(measurement.speedup->estimate)},
        {"low", figure(measurement.speedup->low)},
        {"high", figure(measurement.speedup->high)},
        {"required", figure(measurement.required_speedup)},
    };
}

Json json_of(const std::optional<judge::Measurement>& measurement) {
    if (!measurement) {
        return nullptr;
    }
    Json runs = Json::array();
    for (const judge::RunFigures& run : measurement->runs) {
        runs.push_back(json_of(run));
    }
    Json measured = Json::array();
    for (const judge::MeasuredWall& wall : measurement->measured) {
        measured.push_back({
            {"cores", wall.cores},
            {"wall_s", figure(wall.wall_s)},
            {"speedup", figure(wall.speedup)},
        });
    }
    Json predicted = Json::object();
    for (const auto& [cores, speedup] : measurement->predicted) {
        predicted[std::to_string(cores)] = figure(speedup);
    }
    return {
        {"runs", runs},
        {"work_ratio", figure(measurement->work_ratio)},
        {"speedup", speedup_of(*measurement)},
        {"measured", measured},
        {"predicted", predicted},
        {"serial_fraction", figure(measurement->serial_fraction)},
        {"machine_busy", figure(measurement->machine_busy)},
    };
}

Json json_of(const std::optional<judge::Requests>& requests) {
    if (!requests) {
        return nullptr;
    }
    return {{"asked", requests->asked},
            {"mean_in_flight", figure(requests->mean_in_flight)},
            {"most_in_flight", requests->most_in_flight},
            {"required", figure(requests->required)},
            {"allowed", requests->allowed}};
}

Json json_of(const judge::Responsiveness::Figures& figures) {
    return {
        {"median_ms", figure(figures.median_ms)},
        {"p99_ms", figure(figures.p99_ms)},
        {"longest_gap_ms", figure(figures.longest_gap_ms)},
    };
}

Json json_of(const std::optional<judge::Responsiveness>& responsiveness) {
    if (!responsiveness) {
        return nullptr;
    }
    return {
        {"requests", responsiveness->requests},        {"probes", responsiveness->probes},
        {"program", json_of(responsiveness->program)}, {"control", json_of(responsiveness->control)},
        {"allowed", json_of(responsiveness->allowed)},
    };
}

} // namespace

Json result_json(const judge::Result& result) {
    Json checks = Json::array();
    for (const judge::Check& check : result.checks) {
        checks.push_back(json_of(check));
    }
    return {
        {"exercise", text_or_null(result.exercise)},
        {"submission", result.submission},
        {"interpreter", result.interpreter ? interpreter_json(*result.interpreter) : Json(nullptr)},
        {"verdict", judge::to_string(result.verdict)},
        {"reason", result.reason ? Json(judge::to_string(*result.reason)) : Json(nullptr)},
        {"score", figure(result.score)},
        {"points", json_of(result.points)},
        {"message", result.message},
        {"explanation", result.explanation},
        {"checks", checks},
        {"measurement", json_of(result.measurement)},
        {"schedules", result.schedules
                          ? Json{{"tried", result.schedules->tried}, {"wrong", result.schedules->wrong}}
                          : Json(nullptr)},
        {"requests", json_of(result.requests)},
        {"responsiveness", json_of(result.responsiveness)},
        {"gil", result.gil ? gil_json(*result.gil) : no_gil_json(result.gil_why)},
        {"seed", result.seed},
        {"output", result.output},
        {"seconds", figure(result.seconds)},
    };
}

std::string grade_json(const judge::Report& report) {
    Json results = Json::array();
    for (const judge::Result& result : report.results) {
        results.push_back(result_json(result));
    }
    return grade_json(report.machine, results);
}

std::string grade_json(const judge::Machine& machine, const Json& results) {
    const Json object = {
        {"schema", "gilkit.grade/1"},
        {"gilkit", GILKIT_VERSION},
        {"machine", machine_json(machine)},
        {"results", results},
    };
    return to_text(object);
}

namespace {

std::string event_line(std::string_view name, const Json& rest) {
    Json event{{"event", name}};
    event.update(rest);
    return to_line(event);
}

} // namespace

std::string started_event(const std::string& exercise, const std::string& submission) {
    return event_line("started", {{"schema", "gilkit.grade-events/1"},
                                  {"gilkit", GILKIT_VERSION},
                                  {"exercise", exercise},
                                  {"submission", submission}});
}

std::string progress_event(std::string_view what) {
    return event_line("progress", {{"what", what}});
}

std::string check_event(const judge::Check& check) {
    return event_line("check", json_of(check));
}

std::string result_event(const judge::Result& result) {
    return event_line("result", result_json(result));
}

} // namespace gilkit::report
