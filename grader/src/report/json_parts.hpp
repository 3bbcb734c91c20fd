// What JSON reports share: how figures are rounded, how an object becomes text, and what all of them tell.
#pragma once

#include "judge/result.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>

namespace gilkit::report {

using Json = nlohmann::ordered_json;

// Rounded to millionths; null when it is not finite or not there.
Json figure(double value);
Json figure(const std::optional<double>& value);

// Null where there is no text, or none in it.
Json text_or_null(const std::string& text);
Json text_or_null(const std::optional<std::string>& text);

// What results were found on, and with.
Json machine_json(const judge::Machine& machine);
Json interpreter_json(const judge::Interpreter& interpreter);
// An element of the `results` of a gilkit.grade/1.
Json result_json(const judge::Result& result);
// A whole one, of results that are JSON already.
std::string grade_json(const judge::Machine& machine, const Json& results);

// Indented, with a newline at the end. Nothing in it moves a terminal's cursor or hides text; invalid UTF-8
// is replaced by U+FFFD.
std::string to_text(const Json& object);
// The same on one line.
std::string to_line(const Json& object);

} // namespace gilkit::report
