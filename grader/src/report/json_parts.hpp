// What all JSON reports share: how figures are rounded, and how an object becomes text.
#pragma once

#include <nlohmann/json.hpp>

#include <optional>
#include <string>

namespace gilkit::report {

using Json = nlohmann::ordered_json;

// Rounded to millionths; null when it is not finite or not there.
Json figure(double value);
Json figure(const std::optional<double>& value);

// Indented, with a newline at the end. Nothing in it moves a terminal's cursor or hides text; invalid UTF-8
// is replaced by U+FFFD.
std::string to_text(const Json& object);

} // namespace gilkit::report
