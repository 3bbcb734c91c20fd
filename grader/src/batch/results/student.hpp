// What a student gets: the results of all that they handed in.
#pragma once

#include "batch/journal/journal.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace gilkit::batch {

// One element of the `results` of gilkit.grade/1, with the path that this student's submission has: the
// grading may have been of somebody else's same bytes. Only of what is done. Throws std::exception where the
// journal holds something else.
nlohmann::ordered_json result_of(const Graded& graded);

struct StudentReport {
    judge::Report report; // for reports that are text
    std::string json;     // a whole gilkit.grade/1
};

// Of what is done. `here`: for results that were not graded. The error is of the journal.
tl::expected<StudentReport, std::string> report_of(const std::vector<Graded>& all,
                                                   const judge::Machine& here);

} // namespace gilkit::batch
