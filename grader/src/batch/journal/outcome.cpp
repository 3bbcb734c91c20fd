#include "batch/journal/outcome.hpp"

#include "report/json_parts.hpp"
#include "report/json_reader.hpp"

#include <fmt/format.h>

namespace gilkit::batch {

namespace {

using report::Json;

constexpr std::string_view schema = "gilkit.outcome/1";

} // namespace

std::string to_bytes(const Outcome& outcome) {
    return report::to_line({{"schema", schema},
                            {"attempt", outcome.attempt},
                            {"key", outcome.key},
                            {"machine", report::machine_json(outcome.machine)},
                            {"boxes_cpu_s", report::figure(outcome.boxes_cpu_s)},
                            {"gilkit_cpu_s", report::figure(outcome.gilkit_cpu_s)},
                            {"result", report::result_json(outcome.result)}});
}

tl::expected<Outcome, std::string> outcome_from(std::string_view bytes) {
    const Json told = Json::parse(bytes, nullptr, /*allow_exceptions=*/false);
    try {
        if (!told.is_object() || told.at("schema") != schema) {
            return tl::unexpected(fmt::format("this is no {}", schema));
        }
        Outcome outcome;
        outcome.attempt = told.at("attempt").get<std::string>();
        outcome.key = told.at("key").get<std::string>();
        outcome.machine = report::machine_from_json(told.at("machine"));
        outcome.boxes_cpu_s = told.at("boxes_cpu_s").get<double>();
        outcome.gilkit_cpu_s = told.at("gilkit_cpu_s").get<double>();
        outcome.result = report::result_from_json(told.at("result"));
        outcome.result_json = report::to_line(told.at("result"));
        return outcome;
    } catch (const std::exception& fault) { // of the JSON library, or of the reader
        return tl::unexpected(std::string(fault.what()));
    }
}

} // namespace gilkit::batch
