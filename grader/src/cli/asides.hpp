// What a learner may ask for beside a grading: a hint, the solution, the list. Painted lines.
#pragma once

#include "cli/learner.hpp"
#include "report/pen.hpp"

#include <string>
#include <vector>

namespace gilkit::cli {

// `number`: from 1 on.
std::vector<std::string> hint_lines(const content::Exercise& exercise, int number, const report::Pen& pen);
// With what it does differently from the learner's file.
std::vector<std::string> solution_lines(const Target& mine, const report::Pen& pen);
// A line for each unit, with what is done and where the learner is.
std::vector<std::string> list_lines(const Learner& learner, const std::string& here, const report::Pen& pen);

// What diff(1) says of a learner's file and the solution: beside each other where that fits. The error is one
// sentence.
tl::expected<std::string, std::string> difference(const Target& mine, const report::Pen& pen);

// The stub in place of the learner's file; says what became of it.
std::vector<std::string> reset_lines(const Learner& learner, const content::Exercise& exercise,
                                     const report::Pen& pen);

} // namespace gilkit::cli
