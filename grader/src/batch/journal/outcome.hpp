// What one grading came to, as the bytes in which it is handed in.
//
// Who grades is never who keeps the journal: here it is a forked copy that answers through a pipe, and it may
// be a process on another machine that has nothing in common with us but a folder. So an outcome says all:
// for which attempt, of what, with which result. A file of these bytes that is published by a rename
// (os::write_file_atomically) can be recorded at any later time; recording it again changes nothing.
#pragma once

#include "judge/result.hpp"

#include <tl/expected.hpp>

#include <string>
#include <string_view>

namespace gilkit::batch {

struct Outcome {
    std::string attempt;     // the name that the journal gave it
    std::string key;         // of what was graded (identity.hpp)
    judge::Result result;    // what only JSON tells (the GIL's lanes) is in `result_json` alone
    std::string result_json; // an element of the `results` of gilkit.grade/1, on one line
    judge::Machine machine;
    double boxes_cpu_s = 0;  // CPU time of all that was started for it: submission, reference, their boxes
    double gilkit_cpu_s = 0; // of the grader itself
};

std::string to_bytes(const Outcome& outcome);
// The error says what is wrong with them.
tl::expected<Outcome, std::string> outcome_from(std::string_view bytes);

} // namespace gilkit::batch
