// Progress for other programs: what is done of the course as it is now
// (grader/schema/course-progress.schema.json).
#pragma once

#include "learn/progress/progress.hpp"

#include <string>

namespace gilkit::learn {

// Ends in a newline.
std::string course_progress_json(const content::Course& course, const Progress& progress);

} // namespace gilkit::learn
