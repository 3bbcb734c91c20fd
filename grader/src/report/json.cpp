#include "report/json.hpp"

#include "report/json_parts.hpp"
#include "report/timeline/timeline.hpp"

#include <optional>

namespace gilkit::report {

namespace {

Json text_or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

Json text_or_null(const std::optional<std::string>& text) {
    return text ? Json(*text) : Json(nullptr);
}

Json json_of(const judge::Machine& machine) {
    return {
        {"cores_online", machine.cores_online},
        {"cores_effective", figure(machine.cores_effective)},
        {"kernel", machine.kernel},
        {"sandbox_tier", machine.sandbox_tier},
        {"sampling",
         {{"available", machine.sampling_available},
          {"why", machine.sampling_available ? Json(nullptr) : Json(machine.sampling_why)}}},
    };
}

Json json_of(const std::optional<judge::Interpreter>& interpreter) {
    if (!interpreter) {
        return nullptr;
    }
    return {
        {"path", interpreter->path},
        {"implementation", interpreter->implementation},
        {"version", interpreter->version},
        {"gil_enabled", interpreter->gil_enabled ? Json(*interpreter->gil_enabled) : Json(nullptr)},
    };
}

Json json_of(const judge::Check& check) {
    return {
        {"name", check.name},
        {"status", judge::to_string(check.status)},
        {"message", check.message},
        {"expected", text_or_null(check.expected)},
        {"actual", text_or_null(check.actual)},
    };
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

Json json_of(const judge::Result& result) {
    Json checks = Json::array();
    for (const judge::Check& check : result.checks) {
        checks.push_back(json_of(check));
    }
    return {
        {"exercise", text_or_null(result.exercise)},
        {"submission", result.submission},
        {"interpreter", json_of(result.interpreter)},
        {"verdict", judge::to_string(result.verdict)},
        {"reason", result.reason ? Json(judge::to_string(*result.reason)) : Json(nullptr)},
        {"score", figure(result.score)},
        {"message", result.message},
        {"explanation", result.explanation},
        {"checks", checks},
        {"measurement", json_of(result.measurement)},
        {"gil", result.gil ? gil_json(*result.gil) : no_gil_json(result.gil_why)},
        {"output", result.output},
        {"seconds", figure(result.seconds)},
    };
}

} // namespace

std::string grade_json(const judge::Report& report) {
    Json results = Json::array();
    for (const judge::Result& result : report.results) {
        results.push_back(json_of(result));
    }
    const Json object = {
        {"schema", "gilkit.grade/1"},
        {"gilkit", GILKIT_VERSION},
        {"machine", json_of(report.machine)},
        {"results", results},
    };
    return to_text(object);
}

} // namespace gilkit::report
