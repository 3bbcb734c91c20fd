#include "learn/progress/progress.hpp"

#include <fmt/format.h>

#include <array>

namespace gilkit::learn {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view schema_family = "gilkit.progress/";
constexpr std::string_view schema = "gilkit.progress/1";

// Reads members and keeps the first that is of a wrong type. What is not there is as it was.
class Reader {
public:
    const Json* member(const Json& object, const char* name) const {
        const auto found = object.find(name);
        return found == object.end() || found->is_null() ? nullptr : &*found;
    }
    void read(const Json& object, const std::string& where, const char* name, std::string& into) {
        if (const Json* const value = member(object, name)) {
            expect(value->is_string(), where, name, "text");
            into = value->is_string() ? value->get<std::string>() : into;
        }
    }
    void read(const Json& object, const std::string& where, const char* name, int& into) {
        if (const Json* const value = member(object, name)) {
            constexpr unsigned most = 1'000'000'000;
            const bool good = value->is_number_unsigned() && value->get<std::uint64_t>() <= most;
            expect(good, where, name, "a count");
            into = good ? value->get<int>() : into;
        }
    }
    void read(const Json& object, const std::string& where, const char* name, bool& into) {
        if (const Json* const value = member(object, name)) {
            expect(value->is_boolean(), where, name, "true or false");
            into = value->is_boolean() && value->get<bool>();
        }
    }
    void expect(bool holds, const std::string& where, std::string_view name, std::string_view wanted) {
        if (!holds && fault.empty()) {
            fault = fmt::format("{}{} is not {}", where, name, wanted);
        }
    }

    std::string fault; // empty: none
};

Confidence confidence_in(const std::string& name, const std::string& where, Reader& reader) {
    for (const Confidence each : {Confidence::guess, Confidence::fairly, Confidence::certain}) {
        if (to_string(each) == name) {
            return each;
        }
    }
    reader.expect(false, where, "confidence", "guess, fairly or certain");
    return Confidence::guess;
}

std::optional<PredictionMade> prediction_in(const Json& unit, const std::string& where, Reader& reader) {
    const Json* const json = reader.member(unit, "prediction");
    if (json == nullptr || !json->is_object()) {
        reader.expect(json == nullptr, where, "prediction", "an object");
        return std::nullopt;
    }
    const std::string here = where + "prediction.";
    PredictionMade made;
    std::string confidence;
    reader.read(*json, here, "choice", made.choice);
    reader.read(*json, here, "confidence", confidence);
    reader.read(*json, here, "why", made.why);
    reader.read(*json, here, "right", made.right);
    reader.read(*json, here, "at", made.at);
    made.confidence = confidence_in(confidence, here, reader);
    return made;
}

UnitProgress unit_in(const Json& json, const std::string& where, Reader& reader) {
    UnitProgress unit;
    unit.prediction = prediction_in(json, where, reader);
    reader.read(json, where, "read_at", unit.read_at);
    reader.read(json, where, "attempts", unit.attempts);
    reader.read(json, where, "hints", unit.hints);
    reader.read(json, where, "passed_at", unit.passed_at);
    reader.read(json, where, "gave_up_at", unit.gave_up_at);
    return unit;
}

void put(Json& object, const char* name, const std::string& text) {
    if (text.empty()) {
        object.erase(name);
    } else {
        object[name] = text;
    }
}

void put(Json& object, const char* name, int count) {
    if (count == 0) {
        object.erase(name);
    } else {
        object[name] = count;
    }
}

void put(Json& object, const std::optional<PredictionMade>& made) {
    if (!made) {
        object.erase("prediction");
        return;
    }
    Json& json = object["prediction"];
    json["choice"] = made->choice;
    json["confidence"] = to_string(made->confidence);
    put(json, "why", made->why);
    json["right"] = made->right;
    json["at"] = made->at;
}

} // namespace

tl::expected<Progress, ProgressFault> progress_from_json(std::string_view text) {
    const auto fault = [](std::string what, bool newer = false) {
        return tl::unexpected(ProgressFault{newer, std::move(what)});
    };
    Progress progress;
    progress.document = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    const Json& json = progress.document;
    if (!json.is_object()) {
        return fault(text.empty() ? "is empty" : "is not a JSON object");
    }
    Reader reader;
    std::string found;
    reader.read(json, "", "schema", found);
    if (found != schema) {
        const bool ours = found.starts_with(schema_family);
        return fault(
            ours ? "is of the version " + found : "does not say that it is of " + std::string(schema), ours);
    }
    reader.read(json, "", "current", progress.current);
    const Json* const units = reader.member(json, "units");
    if (units != nullptr && !units->is_object()) {
        return fault("units is not an object");
    }
    const Json none = Json::object();
    for (const auto& [id, unit] : (units == nullptr ? none : *units).items()) {
        const std::string where = "units." + id;
        if (!unit.is_object()) {
            return fault(where + " is not an object");
        }
        progress.units[id] = unit_in(unit, where + ".", reader);
    }
    return reader.fault.empty() ? tl::expected<Progress, ProgressFault>(std::move(progress))
                                : fault(std::move(reader.fault));
}

std::string progress_to_json(const Progress& progress) {
    Json json = progress.document;
    json["schema"] = schema;
    put(json, "current", progress.current);
    const Json before = json.contains("units") ? std::move(json["units"]) : Json::object();
    Json& units = json["units"] = Json::object();
    for (const auto& [id, unit] : progress.units) {
        Json& object = units[id] = before.contains(id) ? before[id] : Json::object();
        put(object, unit.prediction);
        put(object, "read_at", unit.read_at);
        put(object, "attempts", unit.attempts);
        put(object, "hints", unit.hints);
        put(object, "passed_at", unit.passed_at);
        put(object, "gave_up_at", unit.gave_up_at);
    }
    constexpr int indent = 2;
    return json.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace gilkit::learn
