// Values that came out of a box, in the runner's encoding (see runner.py): compared and shown, never trusted.
#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>

namespace gilkit::judge {

// Equal in type and value: 1 is not True and not 1.0, [1] is not (1,), NaN equals NaN, -0.0 is not 0.0; the
// order of a dict's entries does not matter.
bool same_value(const nlohmann::json& a, const nlohmann::json& b);

// As Python would write it: "[1, 2.5, 'x']"; at most about `max` characters, then "…". What is not in the
// runner's encoding (a forged message) is shown as JSON.
std::string show_value(const nlohmann::json& value, std::size_t max = 400);

// Where two different values first differ, for people: "result[3]"; "the result" when as a whole.
std::string first_difference(const nlohmann::json& expected, const nlohmann::json& actual);

} // namespace gilkit::judge
