// What the commands' help shows, taken from the CLI11 objects that print it: for what else speaks of all
// commands.
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace gilkit::cli::shell {

// The commands below this one, without those that the help does not show.
std::vector<CLI::App*> commands_of(CLI::App& app);
// Its options and its positionals, hidden ones left out.
std::vector<CLI::Option*> options_of(CLI::App& app);
std::vector<CLI::Option*> positionals_of(CLI::App& app);

// "gilkit site build"
std::string full_name(const CLI::App& app);

// The option that is called so, with its hyphens; null when there is none.
CLI::Option* option_named(CLI::App& app, const std::string& name);
// Whether a word behind it may be its value.
bool takes_value(const CLI::Option& option);
// Whether it may stand there more than once, or be followed by any number of values.
bool takes_many(const CLI::Option& option);
// "FILE" of "--output FILE", "WHAT" of a positional.
std::string placeholder_of(const CLI::Option& option);
// The words that a CLI::IsMember allows, in order; empty where anything goes.
std::vector<std::string> choices_of(CLI::Option& option);
// Whether the words from the first positional on are another program's, options and all.
bool takes_command(CLI::App& app);

} // namespace gilkit::cli::shell
