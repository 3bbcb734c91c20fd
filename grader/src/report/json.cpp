#include "report/json.hpp"

#include "report/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstddef>
#include <optional>
#include <string_view>

namespace gilkit::report {

namespace {

using Json = nlohmann::ordered_json;

// Microseconds and millionths: more digits than that are not measured, only computed.
Json figure(double value) {
    constexpr double resolution = 1e6;
    return std::isfinite(value) ? Json(std::round(value * resolution) / resolution) : Json(nullptr);
}

Json figure(const std::optional<double>& value) {
    return value ? figure(*value) : Json(nullptr);
}

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
        // GilEvidence holds no observation yet, so there is none to publish.
        {"gil", {{"available", false}, {"why", result.gil.why}}},
        {"output", result.output},
        {"seconds", figure(result.seconds)},
    };
}

// A JSON file is also looked at in terminals. Everything unprintable that JSON lets through raw (DEL, C1
// controls, bidirectional overrides) stands inside a string, where its escape means the same.
std::string with_escapes(const std::string& json) {
    std::string escaped;
    escaped.reserve(json.size());
    for (std::size_t position = 0; position < json.size();) {
        const std::size_t start = position;
        const std::optional<char32_t> code_point = next_code_point(json, position);
        if (!code_point || *code_point < 0x7F || !is_unprintable(*code_point)) {
            escaped.append(json, start, position - start);
        } else if (*code_point > 0xFFFF) {
            const auto offset = static_cast<unsigned>(*code_point) - 0x10000U;
            escaped +=
                fmt::format("\\u{:04x}\\u{:04x}", 0xD800U + (offset >> 10U), 0xDC00U + (offset & 0x3FFU));
        } else {
            escaped += fmt::format("\\u{:04x}", static_cast<unsigned>(*code_point));
        }
    }
    return escaped;
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
    return with_escapes(object.dump(2, ' ', false, Json::error_handler_t::replace)) + "\n";
}

} // namespace gilkit::report
