// The unit of work of a batch: one attempt at grading one submission, from its bytes to the bytes of its
// outcome. It needs nothing of the journal, so it can be made anywhere.
#pragma once

#include "batch/journal/outcome.hpp"
#include "judge/grade.hpp"

#include <string>

namespace gilkit::batch {

struct Unit {
    std::string attempt;
    std::string key;
    const content::Exercise* exercise = nullptr;
    std::string source; // the submission's bytes
};

// To be called in a process that does nothing else: what it and its children use is taken for the grading's.
// The bytes of an Outcome; empty after an interruption. All submissions for an exercise are called alike in
// their results (submission.py): what is the same for two students is told in the same words.
std::string grade_unit(const Unit& unit, const judge::GradeOptions& options);

// The outcome of a unit that gilkit could not grade; `message` says why and what to do.
Outcome outcome_of_failure(const Unit& unit, const judge::GradeOptions& options, std::string message);

// The outcome of a unit whose process died, each time that it was tried.
std::string outcome_of_death(const Unit& unit, const judge::GradeOptions& options);

} // namespace gilkit::batch
