// A batch in a few lines, for a terminal.
#pragma once

#include "batch/results/figures.hpp"
#include "report/terminal.hpp"

#include <filesystem>
#include <string>

namespace gilkit::batch {

// Verdicts, the most common reasons, and where the rest is.
std::string summary_text(const Counts& counts, const Figures& figures, const std::filesystem::path& folder,
                         const report::TerminalStyle& style);

// What is done, goes on and is left. `owner`: the process that works on it; 0: none.
std::string status_text(const Counts& counts, int owner, const std::filesystem::path& folder,
                        const report::TerminalStyle& style);

// "about 12 min" for so many seconds.
std::string duration_words(double seconds);

} // namespace gilkit::batch
