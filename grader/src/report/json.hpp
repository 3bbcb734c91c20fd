// A grading for machines: as one object (grader/schema/grade.schema.json), and event by event while it goes
// on (grade-events.schema.json).
#pragma once

#include "judge/result.hpp"

#include <string>
#include <string_view>

namespace gilkit::report {

// Valid UTF-8 whatever the report's texts hold: bytes that are not UTF-8 become U+FFFD, and characters that
// would steer a terminal are escaped. Figures that are not finite become null. Ends in a newline.
std::string grade_json(const judge::Report& report);

// One event each: an object on one line, which the same holds for.
std::string started_event(const std::string& exercise, const std::string& submission);
std::string progress_event(std::string_view what);
std::string check_event(const judge::Check& check);
std::string result_event(const judge::Result& result);

} // namespace gilkit::report
