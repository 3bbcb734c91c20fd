// What `gilkit verify` says: a check after the other for a person, and all of them for machines.
#pragma once

#include "report/terminal.hpp"
#include "verify/check.hpp"

#include <string>

namespace gilkit::report {

// One check, as whole lines: what it is about and what came of it; below that, why, where it is not as it
// must be. Of `report`, only the interpreters are looked at: they are named where there are several.
std::string verify_check_text(const verify::Check& check, const verify::Report& report,
                              const TerminalStyle& style);

// The last line: how many there were, and how many are not as they must be.
std::string verify_summary_text(const verify::Report& report, const TerminalStyle& style);

// The object that grader/schema/verify.schema.json describes; ends in a newline.
std::string verify_json(const verify::Report& report);

} // namespace gilkit::report
