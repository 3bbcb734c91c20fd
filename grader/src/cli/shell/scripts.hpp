// The scripts that teach a shell to complete gilkit's command line. They know nothing of gilkit's commands:
// they ask the program that the line is for, `gilkit` or `./gilkit`, whenever somebody presses Tab
// (answer.hpp).
#pragma once

#include <string_view>

namespace gilkit::cli::shell {

// For "bash", "zsh" and "fish"; "" for others.
std::string_view script_for(std::string_view shell);

} // namespace gilkit::cli::shell
