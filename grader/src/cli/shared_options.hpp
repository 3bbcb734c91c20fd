// Options that several commands have, with the same name and the same values.
#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace gilkit::cli {

// --python PATH; the default is python3. `what`: "The Python that runs the submissions".
void add_python_option(CLI::App& command, std::string& python, const std::string& what);
// --require-tier A|B|C|D.
void add_tier_option(CLI::App& command, std::string& tier, const std::string& what);

} // namespace gilkit::cli
