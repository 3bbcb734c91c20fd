// observed.json: what a lesson's programs did when they were recorded. The file is written by
// `gilkit verify --record`, but edited, merged and truncated by people: nothing in it is believed
// before its type was checked, and no exception leaves this file.
#pragma once

#include "content/diagnostics.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::content {

// What to do about a recording that is of no use: the advice of findings.
constexpr const char* record_again = "record the lesson again with 'gilkit verify --record'";

// The document {"schema", "recordings": [at least one]}; nullopt after adding every fault.
std::optional<nlohmann::json> parse_observed(std::string_view text, const std::filesystem::path& file,
                                             Findings& findings);

// The numbers of one recording by dotted path, booleans as 0 and 1. Those of the programs also stand
// under their short names: "programs.broken.wall_s" and "broken.wall_s".
std::map<std::string, double> flatten_recording(const nlohmann::json& recording);

// The paths of everything in the recording that text can refer to, short names only.
std::vector<std::string> recorded_paths(const nlohmann::json& recording);

// On what it was recorded: "CPython 3.11.2", "free-threaded CPython 3.14.0".
std::string interpreter_name(const nlohmann::json& recording);

// The number, string or boolean under a dotted path, long or short; null when there is none.
const nlohmann::json* find_recorded(const nlohmann::json& recording, std::string_view path);

} // namespace gilkit::content
