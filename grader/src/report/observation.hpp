// The report of `gilkit measure`, for people and for machines.
#pragma once

#include "observe/observation.hpp"
#include "report/terminal.hpp"

#include <string>

namespace gilkit::report {

// No line is wider than style.width; the command's words are made safe.
std::string observation_text(const observe::Observation& observation, const TerminalStyle& style);

// One object, gilkit.measure/1: grader/schema/measure.schema.json.
std::string observation_json(const observe::Observation& observation);

} // namespace gilkit::report
