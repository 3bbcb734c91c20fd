// What `gilkit complete-words SHELL -- WORDS…` tells the scripts of scripts.hpp.
//
// The first line says what the shell is to offer besides the words below it:
//
//   words          nothing
//   files          files; of "--output=FI" behind the "="
//   folders        folders, likewise
//   command N      what it offers on a command line that begins at word N, where gilkit's own name is word 0
//
// Then come the words, one a line: as bash is to insert them; as "word<TAB>description" for fish; as
// "word:description" for zsh, with a backslash before each colon of the word.
#pragma once

#include "cli/shell/completion.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gilkit::cli::shell {

// For an unknown shell "". `words` as the shell has them: bash makes three of "--format=json".
std::string answer(std::string_view shell, CLI::App& app, const std::vector<std::string>& words,
                   const Surroundings& surroundings);

} // namespace gilkit::cli::shell
