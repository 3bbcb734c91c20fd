// Results as the judge gives them, with figures like those of a two-core machine.
#pragma once

#include "judge/result.hpp"
#include "report/terminal.hpp"
#include "report/words.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gilkit::tests {

judge::Machine sample_machine();
judge::Result passed_sample();
judge::Result not_parallel_sample();
judge::Result wrong_answer_sample();
judge::Result inconclusive_sample();
judge::Result error_sample();

// Every text of it is written to take over the terminal or to break the report.
judge::Result hostile_sample();

judge::Report report_of(std::vector<judge::Result> results);

// What `gilkit grade` says of one result.
std::string text_of(const judge::Result& result, const report::TerminalStyle& style = usual);

// Its lines without their ends.
std::vector<std::string_view> lines_of(std::string_view text);

} // namespace gilkit::tests
