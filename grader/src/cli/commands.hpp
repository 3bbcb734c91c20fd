// The commands: each adds itself to the command line and says what to run. One file a command.
#pragma once

#include <CLI/CLI.hpp>

#include <functional>
#include <string>
#include <vector>

namespace gilkit::cli {

// Set by the subcommand that was chosen; returns the exit code.
using Action = std::function<int()>;

void add_doctor(CLI::App& app, Action& action);
void add_grade(CLI::App& app, Action& action);
void add_list(CLI::App& app, Action& action);
// `observed`: the words of the command that is to be observed, there by the time of the action.
void add_measure(CLI::App& app, Action& action, const std::vector<std::string>& observed);
void add_site(CLI::App& app, Action& action);
void add_verify(CLI::App& app, Action& action);

// Takes the words of the command to observe off those of `gilkit measure [OPTIONS] [--] COMMAND…`: nothing of
// them is gilkit's, whatever they look like. Empty for the other commands.
std::vector<std::string> take_observed_command(const CLI::App& app, std::vector<std::string>& words);

} // namespace gilkit::cli
