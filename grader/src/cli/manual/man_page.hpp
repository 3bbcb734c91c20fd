// gilkit's manual page, section 1. All that it says of commands and options is what --help says of them: it
// is read off the same CLI11 objects, set by the same formatter. What no command's help can say is in
// manual_texts.hpp.
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <string_view>

namespace gilkit::cli::manual {

// Roff. `date`: of the page, "2026-11-30"; `version`: "0.1.0".
std::string man_page(CLI::App& app, std::string_view date, std::string_view version);

} // namespace gilkit::cli::manual
