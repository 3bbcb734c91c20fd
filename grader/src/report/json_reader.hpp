// Reads what report/json.hpp has written, for who kept a result and reports it later.
#pragma once

#include "judge/result.hpp"
#include "report/json_parts.hpp"

namespace gilkit::report {

// One element of the `results` of a gilkit.grade/1. All that text reports speak of is read; the spans of the
// GIL's lanes are not in the JSON, so `gil` stays empty and `gil_why` has the words. Throws std::exception
// where a part is missing or of another type.
judge::Result result_from_json(const Json& json);
judge::Machine machine_from_json(const Json& json);

} // namespace gilkit::report
