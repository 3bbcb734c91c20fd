// The commands: each adds itself to the command line and says what to run. One file a command.
#pragma once

#include <CLI/CLI.hpp>

#include <functional>

namespace gilkit::cli {

// Set by the subcommand that was chosen; returns the exit code.
using Action = std::function<int()>;

void add_doctor(CLI::App& app, Action& action);
void add_grade(CLI::App& app, Action& action);
void add_list(CLI::App& app, Action& action);
void add_site(CLI::App& app, Action& action);
void add_verify(CLI::App& app, Action& action);

} // namespace gilkit::cli
