#include "report/json_parts.hpp"

#include "report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string_view>

namespace gilkit::report {

namespace {

// Where a CI service would find a command of its own in any line (see no_command).
bool is_command(std::string_view json) {
    return json.starts_with("##[") || json.starts_with("##vso[");
}

// JSON is also looked at in terminals, and printed into the logs of CI services. Everything unprintable that
// it lets through raw (DEL, C1 controls, bidirectional overrides), and every #, stands inside a string, where
// its escape means the same.
std::string with_escapes(std::string_view json) {
    std::string escaped;
    escaped.reserve(json.size());
    for (std::size_t position = 0; position < json.size();) {
        const std::size_t start = position;
        const std::optional<char32_t> code_point = next_code_point(json, position);
        if (is_command(json.substr(start))) {
            escaped += "\\u0023";
        } else if (!code_point || *code_point < 0x7F || !is_unprintable(*code_point)) {
            escaped += json.substr(start, position - start);
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

bool is_row(const Json& json) {
    return !json.is_structured() || (json.is_array() && std::ranges::none_of(json, [](const Json& each) {
                                         return each.is_structured();
                                     }));
}

// As dump() would indent it, but for arrays of scalars and of such arrays, which stand on one line: a span of
// a timeline on five lines of its own can't be read.
void write(std::string& text, const Json& json, std::size_t indent) {
    const auto open_line = [&](std::size_t by) { text.append("\n").append(by, ' '); };
    const bool one_line =
        json.empty() || !json.is_structured() || (json.is_array() && std::ranges::all_of(json, is_row));
    if (one_line) {
        text += json.dump(-1, ' ', false, Json::error_handler_t::replace);
        return;
    }
    constexpr std::size_t step = 2;
    text += json.is_object() ? '{' : '[';
    bool first = true;
    for (const auto& [key, value] : json.items()) {
        text += first ? "" : ",";
        first = false;
        open_line(indent + step);
        if (json.is_object()) {
            text += Json(key).dump(-1, ' ', false, Json::error_handler_t::replace) + ": ";
        }
        write(text, value, indent + step);
    }
    open_line(indent);
    text += json.is_object() ? '}' : ']';
}

} // namespace

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

Json machine_json(const judge::Machine& machine) {
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

Json interpreter_json(const judge::Interpreter& interpreter) {
    return {
        {"path", interpreter.path},
        {"implementation", interpreter.implementation},
        {"version", interpreter.version},
        {"gil_enabled", interpreter.gil_enabled ? Json(*interpreter.gil_enabled) : Json(nullptr)},
    };
}

std::string to_text(const Json& object) {
    std::string text;
    write(text, object, 0);
    return with_escapes(text) + "\n";
}

std::string to_line(const Json& object) {
    return with_escapes(object.dump(-1, ' ', false, Json::error_handler_t::replace)) + "\n";
}

} // namespace gilkit::report
