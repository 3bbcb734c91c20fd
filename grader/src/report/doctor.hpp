// What gilkit doctor found, for a person at a terminal and for machines.
#pragma once

#include "doctor/doctor.hpp"
#include "report/terminal.hpp"

#include <string>

namespace gilkit::report {

// Whether grading works here in the first line, then each fact with a sign: good, worth a look, missing. No
// line is wider than style.width, except where one word is.
std::string doctor_text(const doctor::Doctor& doctor, const TerminalStyle& style);

// The object that grader/schema/doctor.schema.json describes; safe to look at in a terminal. Ends in a
// newline.
std::string doctor_json(const doctor::Doctor& doctor);

} // namespace gilkit::report
