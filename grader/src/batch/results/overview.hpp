// A batch on one page: index.html, for whoever teaches the class.
//
// It is complete without scripts, asks no server for anything, and works from a file. All that students chose
// or their programs printed goes through one escape (mustache's, of text that is safe for a terminal
// already); a policy in the page forbids scripts even so.
#pragma once

#include "batch/journal/journal.hpp"
#include "report/formats/formats.hpp"

#include <string>
#include <vector>

namespace gilkit::batch {

// `formats`: of students' reports beside JSON, to link to.
Journaled<std::string> overview_page(Journal& journal, const std::vector<const report::Format*>& formats);

// What a student's report in that format is called: "junit.xml". Several formats have the same extension.
std::string file_name_of_report(const report::Format& format);

// A folder name as a part of a link.
std::string link_part(std::string_view folder);

} // namespace gilkit::batch
