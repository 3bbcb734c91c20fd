#include "report/json_reader.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <stdexcept>

namespace gilkit::report {

namespace {

std::string text_at(const Json& json, const char* key) {
    const Json& text = json.at(key);
    return text.is_null() ? std::string() : text.get<std::string>();
}

std::optional<std::string> text_or_nothing(const Json& json, const char* key) {
    const Json& text = json.at(key);
    return text.is_null() ? std::nullopt : std::optional(text.get<std::string>());
}

// A figure that was not finite is null.
double figure_at(const Json& json, const char* key) {
    const Json& value = json.at(key);
    return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
}

std::optional<double> figure_or_nothing(const Json& json, const char* key) {
    const Json& value = json.at(key);
    return value.is_null() ? std::nullopt : std::optional(value.get<double>());
}

// Of these, the one that is called so.
template<typename Kind>
Kind kind_named(const std::string& name, std::initializer_list<Kind> kinds) {
    for (const Kind kind : kinds) {
        if (to_string(kind) == name) {
            return kind;
        }
    }
    throw std::invalid_argument(fmt::format("\"{}\" is not known here", name));
}

judge::Verdict verdict_from(const Json& json) {
    using enum judge::Verdict;
    return kind_named(json.get<std::string>(), {passed, failed, inconclusive, error});
}

judge::Check check_from(const Json& json) {
    using enum judge::CheckStatus;
    const Json& line = json.at("line");
    return {json.at("name").get<std::string>(),
            kind_named(json.at("status").get<std::string>(), {passed, failed, inconclusive, skipped}),
            json.at("message").get<std::string>(),
            text_or_nothing(json, "expected"),
            text_or_nothing(json, "actual"),
            line.is_null() ? std::nullopt : std::optional(line.get<int>())};
}

judge::Points points_from(const Json& json) {
    judge::Points points;
    points.most = figure_at(json, "most");
    points.earned = figure_or_nothing(json, "earned");
    for (const Json& check : json.at("checks")) {
        points.checks.push_back(
            {check.at("name").get<std::string>(), figure_at(check, "most"), figure_at(check, "earned")});
    }
    return points;
}

judge::RunFigures run_from(const Json& json) {
    judge::RunFigures run;
    run.role =
        kind_named(json.at("role").get<std::string>(), {judge::Role::baseline, judge::Role::submission});
    run.cores = json.at("cores").get<int>();
    run.diagnosis = json.at("diagnosis").get<bool>();
    run.beside = json.at("beside").get<bool>();
    run.wall_s = figure_at(json, "wall_s");
    run.cpu_s = figure_at(json, "cpu_s");
    run.queue_s = figure_at(json, "queue_s");
    run.parallelism = figure_at(json, "parallelism");
    run.parallelism_low = figure_at(json, "parallelism_low");
    run.gil_ceiling = figure_or_nothing(json, "gil_ceiling");
    return run;
}

judge::Measurement measurement_from(const Json& json) {
    judge::Measurement measurement;
    for (const Json& run : json.at("runs")) {
        measurement.runs.push_back(run_from(run));
    }
    measurement.work_ratio = figure_or_nothing(json, "work_ratio");
    if (const Json& speedup = json.at("speedup"); !speedup.is_null()) {
        measurement.cores = speedup.at("cores").get<int>();
        measurement.required_speedup = figure_at(speedup, "required");
        measurement.speedup = {figure_at(speedup, "estimate"), figure_at(speedup, "low"),
                               figure_at(speedup, "high")};
    }
    for (const Json& wall : json.at("measured")) {
        measurement.measured.push_back(
            {wall.at("cores").get<int>(), figure_at(wall, "wall_s"), figure_at(wall, "speedup")});
    }
    for (const auto& [cores, speedup] : json.at("predicted").items()) {
        measurement.predicted[std::stoi(cores)] =
            speedup.is_null() ? std::numeric_limits<double>::quiet_NaN() : speedup.get<double>();
    }
    measurement.serial_fraction = figure_or_nothing(json, "serial_fraction");
    measurement.machine_busy = figure_at(json, "machine_busy");
    return measurement;
}

judge::Requests requests_from(const Json& json) {
    return {json.at("asked").get<int>(), figure_at(json, "mean_in_flight"),
            json.at("most_in_flight").get<int>(), figure_at(json, "required"), json.at("allowed").get<int>()};
}

judge::Responsiveness::Figures latency_from(const Json& json) {
    return {figure_at(json, "median_ms"), figure_at(json, "p99_ms"), figure_at(json, "longest_gap_ms")};
}

judge::Responsiveness responsiveness_from(const Json& json) {
    return {json.at("requests").get<std::size_t>(), json.at("probes").get<std::size_t>(),
            latency_from(json.at("program")), latency_from(json.at("control")),
            latency_from(json.at("allowed"))};
}

judge::Interpreter interpreter_from(const Json& json) {
    judge::Interpreter interpreter;
    interpreter.path = json.at("path").get<std::string>();
    interpreter.implementation = json.at("implementation").get<std::string>();
    interpreter.version = json.at("version").get<std::string>();
    if (const Json& enabled = json.at("gil_enabled"); !enabled.is_null()) {
        interpreter.gil_enabled = enabled.get<bool>();
    }
    return interpreter;
}

template<typename Value>
std::optional<Value> unless_null(const Json& json, Value (*read)(const Json&)) {
    return json.is_null() ? std::nullopt : std::optional(read(json));
}

} // namespace

judge::Result result_from_json(const Json& json) {
    judge::Result result;
    result.exercise = text_at(json, "exercise");
    result.submission = json.at("submission").get<std::string>();
    result.interpreter = unless_null(json.at("interpreter"), interpreter_from);
    result.verdict = verdict_from(json.at("verdict"));
    if (const Json& reason = json.at("reason"); !reason.is_null()) {
        result.reason = judge::reason_from_string(reason.get<std::string>());
        if (!result.reason) {
            throw std::invalid_argument("the reason is not known here");
        }
    }
    result.seed = json.at("seed").get<std::uint64_t>();
    result.score = figure_or_nothing(json, "score");
    result.points = points_from(json.at("points"));
    result.message = json.at("message").get<std::string>();
    result.explanation = json.at("explanation").get<std::vector<std::string>>();
    for (const Json& check : json.at("checks")) {
        result.checks.push_back(check_from(check));
    }
    result.measurement = unless_null(json.at("measurement"), measurement_from);
    if (const Json& schedules = json.at("schedules"); !schedules.is_null()) {
        result.schedules = {schedules.at("tried").get<int>(), schedules.at("wrong").get<int>()};
    }
    result.requests = unless_null(json.at("requests"), requests_from);
    result.responsiveness = unless_null(json.at("responsiveness"), responsiveness_from);
    result.gil_why = text_at(json.at("gil"), "why");
    result.output = json.at("output").get<std::string>();
    result.seconds = figure_at(json, "seconds");
    return result;
}

judge::Machine machine_from_json(const Json& json) {
    judge::Machine machine;
    machine.cores_online = json.at("cores_online").get<int>();
    machine.cores_effective = figure_at(json, "cores_effective");
    machine.kernel = json.at("kernel").get<std::string>();
    machine.sandbox_tier = json.at("sandbox_tier").get<std::string>();
    machine.sampling_available = json.at("sampling").at("available").get<bool>();
    machine.sampling_why = text_at(json.at("sampling"), "why");
    return machine;
}

} // namespace gilkit::report
