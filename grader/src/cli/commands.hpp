// The commands: each adds itself to the command line and says what to run. One file a command.
#pragma once

#include <CLI/CLI.hpp>

#include <functional>
#include <string>
#include <vector>

namespace gilkit::cli {

// Set by the subcommand that was chosen; returns the exit code.
using Action = std::function<int()>;

void add_batch(CLI::App& app, Action& action);
// What the nodes of a cluster are given to do; no help lists it.
void add_batch_task(CLI::App& app, Action& action);
void add_completions(CLI::App& app, Action& action);
// `gilkit` alone.
void add_course(CLI::App& app, Action& action);
void add_doctor(CLI::App& app, Action& action);
void add_grade(CLI::App& app, Action& action);
void add_gradescope_bundle(CLI::App& app, Action& action);
void add_hint(CLI::App& app, Action& action);
void add_init(CLI::App& app, Action& action);
void add_lesson(CLI::App& app, Action& action);
void add_list(CLI::App& app, Action& action);
void add_man(CLI::App& app, Action& action);
// `observed`: the words of the command that is to be observed, there by the time of the action.
void add_measure(CLI::App& app, Action& action, const std::vector<std::string>& observed);
void add_progress(CLI::App& app, Action& action);
void add_reset(CLI::App& app, Action& action);
void add_site(CLI::App& app, Action& action);
void add_solution(CLI::App& app, Action& action);
void add_update(CLI::App& app, Action& action);
void add_verify(CLI::App& app, Action& action);
void add_watch(CLI::App& app, Action& action);

// Takes the words of the command to observe off those of `gilkit measure [OPTIONS] [--] COMMAND…`: nothing of
// them is gilkit's, whatever they look like. Empty for the other commands.
std::vector<std::string> take_observed_command(const CLI::App& app, std::vector<std::string>& words);

// Whether a shell asks what could come next on a command line (`complete-words SHELL -- WORDS…`, which no
// help lists); and the answer, on stdout. Nothing is written to stderr, and no fault is one of the person's
// who is typing.
bool is_question_of_a_shell(const std::vector<std::string>& words);
void answer_shell(CLI::App& app, const std::vector<std::string>& words);

} // namespace gilkit::cli
