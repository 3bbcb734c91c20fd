#include "content/observed.hpp"

#include "content/text.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <utility>

namespace gilkit::content {
namespace {

using nlohmann::json;

constexpr int max_depth = 32; // of nesting; recordings need five levels
constexpr std::string_view schema = "gilkit.observed/1";

enum class Type : std::uint8_t { string, number, object, numbers, list };

struct Field {
    const char* path;
    Type type;
    bool required;
};

constexpr std::array<Field, 9> recording_fields{{
    {"recorded", Type::string, true},
    {"gilkit", Type::string, false},
    {"machine", Type::object, true},
    {"machine.cores_online", Type::number, true},
    {"machine.cores_effective", Type::number, false},
    {"machine.kernel", Type::string, false},
    {"interpreter", Type::object, true},
    {"interpreter.implementation", Type::string, true},
    {"interpreter.version", Type::string, true},
}};

constexpr std::array<Field, 14> program_fields{{
    {"stdout", Type::string, true},
    {"exit_code", Type::number, true},
    {"printed", Type::numbers, true},
    {"wall_s", Type::number, false},
    {"cpu_s", Type::number, false},
    {"queue_s", Type::number, false},
    {"parallelism", Type::number, false},
    {"parallelism_low", Type::number, false},
    {"speedup_2", Type::number, false},
    {"speedup_4", Type::number, false},
    {"speedup_8", Type::number, false},
    {"speedup_16", Type::number, false},
    {"measured", Type::list, false},
    {"timeline", Type::object, false},
}};

const json* member(const json& object, std::string_view name) {
    if (!object.is_object()) {
        return nullptr;
    }
    const auto found = object.find(name);
    return found == object.end() ? nullptr : &*found;
}

const json* descend(const json& value, std::string_view path) {
    const json* at = &value;
    while (at != nullptr) {
        const std::size_t dot = path.find('.');
        at = member(*at, path.substr(0, dot));
        if (dot == std::string_view::npos) {
            break;
        }
        path.remove_prefix(dot + 1);
    }
    return at;
}

bool has_type(const json& value, Type type) {
    switch (type) {
    case Type::string:
        return value.is_string();
    case Type::number:
        return value.is_number();
    case Type::object:
        return value.is_object();
    case Type::list:
        return value.is_array();
    case Type::numbers:
        break;
    }
    if (!value.is_object()) {
        return false;
    }
    for (const json& element : value) {
        if (!element.is_number()) {
            return false;
        }
    }
    return true;
}

std::string_view describe(Type type) {
    switch (type) {
    case Type::string:
        return "a string";
    case Type::number:
        return "a number";
    case Type::object:
        return "an object";
    case Type::list:
        return "an array";
    case Type::numbers:
        break;
    }
    return "an object of numbers";
}

class Checker {
public:
    Checker(const std::filesystem::path& file, Findings& findings) : file_(file), findings_(findings) {}

    void fault(std::string message) { findings_.add(file_, 0, std::move(message), record_again); }

    void fields(const json& value, std::string_view where, std::span<const Field> fields) {
        for (const Field& field : fields) {
            const json* found = descend(value, field.path);
            if (found == nullptr && field.required) {
                fault(fmt::format("{} has no {}", where, field.path));
            } else if (found != nullptr && !has_type(*found, field.type)) {
                fault(fmt::format("{} of {} must be {}", field.path, where, describe(field.type)));
            }
        }
    }

    void recording(const json& value, std::size_t number) {
        const std::string where = fmt::format("recording {}", number);
        if (!value.is_object()) {
            return fault(where + " must be an object");
        }
        fields(value, where, recording_fields);
        for (const char* program : {"broken", "fixed"}) {
            const std::string name = fmt::format("programs.{}", program);
            const json* run = descend(value, name);
            if (run == nullptr || !run->is_object()) {
                fault(fmt::format("{} has no {}", where, name));
                continue;
            }
            fields(*run, fmt::format("{} of {}", name, where), program_fields);
        }
    }

    void document(const json& value) {
        const json* name = member(value, "schema");
        if (name == nullptr || *name != schema) {
            return fault(fmt::format("the schema is not \"{}\"", schema));
        }
        const json* recordings = member(value, "recordings");
        if (recordings == nullptr || !recordings->is_array() || recordings->empty()) {
            return fault("there is no array 'recordings' with a recording in it");
        }
        std::size_t number = 0;
        for (const json& element : *recordings) {
            recording(element, ++number);
        }
    }

private:
    const std::filesystem::path& file_;
    Findings& findings_;
};

using Visit = std::function<void(const std::string& path, const json& value)>;

void visit_scalars(const json& value, const std::string& path, int depth, const Visit& visit) {
    if (!value.is_object()) {
        if (!value.is_array() && !value.is_null()) {
            visit(path, value);
        }
        return;
    }
    if (depth == max_depth) {
        return;
    }
    for (const auto& [name, element] : value.items()) {
        if (name == "timeline") {
            continue; // a picture, of which no text speaks
        }
        visit_scalars(element, path.empty() ? name : fmt::format("{}.{}", path, name), depth + 1, visit);
    }
}

// "programs.broken.wall_s" → "broken.wall_s"; nullopt for what has no short name.
std::optional<std::string> short_name(std::string_view path) {
    for (const std::string_view program : {"programs.broken.", "programs.fixed."}) {
        if (path.starts_with(program)) {
            return std::string(path.substr(std::string_view("programs.").size()));
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<json> parse_observed(std::string_view text, const std::filesystem::path& file,
                                   Findings& findings) {
    bool too_deep = false;
    const auto watch_depth = [&](int depth, json::parse_event_t /*event*/, json& /*value*/) {
        too_deep = too_deep || depth > max_depth;
        return !too_deep;
    };
    json document;
    try {
        document = json::parse(text, watch_depth);
    } catch (const json::parse_error& error) {
        const std::size_t offset = error.byte == 0 ? 0 : error.byte - 1;
        findings.add(file, line_of_offset(text, offset), "this is not valid JSON", record_again);
        return std::nullopt;
    } catch (const json::exception&) {
        findings.add(file, 0, "this JSON holds a number out of range", record_again);
        return std::nullopt;
    }
    if (too_deep) {
        findings.add(file, 0, fmt::format("this JSON is nested more than {} levels deep", max_depth),
                     record_again);
        return std::nullopt;
    }
    const std::size_t before = findings.count();
    Checker(file, findings).document(document);
    if (findings.count() != before) {
        return std::nullopt;
    }
    return document;
}

std::map<std::string, double> flatten_recording(const json& recording) {
    std::map<std::string, double> figures;
    visit_scalars(recording, "", 0, [&](const std::string& path, const json& value) {
        double number = 0;
        if (value.is_boolean()) {
            number = value.get<bool>() ? 1 : 0;
        } else if (value.is_number()) {
            number = value.get<double>();
        } else {
            return;
        }
        figures[path] = number;
        if (auto name = short_name(path)) {
            figures[std::move(*name)] = number;
        }
    });
    return figures;
}

std::vector<std::string> recorded_paths(const json& recording) {
    std::vector<std::string> paths;
    visit_scalars(recording, "", 0, [&](const std::string& path, const json& /*value*/) {
        paths.push_back(short_name(path).value_or(path));
    });
    return paths;
}

std::string interpreter_name(const nlohmann::json& recording) {
    const auto& interpreter = recording.at("interpreter");
    const auto& gil = interpreter.at("gil_enabled");
    const auto implementation = interpreter.at("implementation").get<std::string>();
    const bool free_threaded = implementation == "CPython" && gil.is_boolean() && !gil.get<bool>();
    return fmt::format("{}{} {}", free_threaded ? "free-threaded " : "", implementation,
                       interpreter.at("version").get<std::string>());
}

const json* find_recorded(const json& recording, std::string_view path) {
    const json* found = nullptr;
    if (path.starts_with("broken.") || path.starts_with("fixed.")) {
        found = descend(recording, fmt::format("programs.{}", path));
    } else {
        found = descend(recording, path);
    }
    const bool usable = found != nullptr && (found->is_string() || found->is_number() || found->is_boolean());
    return usable ? found : nullptr;
}

} // namespace gilkit::content
