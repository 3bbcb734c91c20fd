// A grade report for machines: the object that grader/schema/grade.schema.json describes.
#pragma once

#include "judge/result.hpp"

#include <string>

namespace gilkit::report {

// Valid UTF-8 whatever the report's texts hold: bytes that are not UTF-8 become U+FFFD, and characters that
// would steer a terminal are escaped. Figures that are not finite become null. Ends in a newline.
std::string grade_json(const judge::Report& report);

} // namespace gilkit::report
