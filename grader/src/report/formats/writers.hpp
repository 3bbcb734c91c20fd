// One function a format, each in a file of its own, at whose top stands how the format says what a grading
// found.
#pragma once

#include "judge/result.hpp"

#include <string>

namespace gilkit::report {

std::string junit(const judge::Report& report);
std::string gradescope(const judge::Report& report);
std::string github(const judge::Report& report);
std::string classroom(const judge::Report& report);
std::string exercism(const judge::Report& report);
std::string prairielearn(const judge::Report& report);
std::string tap(const judge::Report& report);
std::string markdown(const judge::Report& report);

} // namespace gilkit::report
