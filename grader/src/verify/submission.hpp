// Whether a file of an exercise gets what it must get.
#pragma once

#include "content/model.hpp"
#include "judge/grade.hpp"
#include "verify/check.hpp"

#include <filesystem>
#include <string>

namespace gilkit::verify {

// `expected`: "passed", or the reason that it must fail with.
Finding check_submission(const content::Exercise& exercise, const std::filesystem::path& file,
                         const std::string& expected, const judge::GradeOptions& options);

// What a grading's result means for who expected that.
Finding finding_of(const judge::Result& result, const std::string& expected);

} // namespace gilkit::verify
