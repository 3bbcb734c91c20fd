// What could come next on a command line of gilkit's.
//
// The words before the one that is being typed are walked as CLI11 would parse them, by the very objects that
// it parses with and that --help prints: a new command, option or choice is offered by itself. What takes
// values that no help lists is told by its placeholder (FILE, DIR, ID …; value_kinds.cpp).
#pragma once

#include "content/outline.hpp"

#include <CLI/CLI.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::cli::shell {

struct Offer {
    std::string word;
    std::string description = {}; // one line; may be empty
};

enum class Files : std::uint8_t { none, files, folders };

struct Completion {
    std::vector<Offer> offers; // not only those that begin like the current word: shells match in many ways
    Files files = Files::none; // what the shell is to offer besides
    // From the word with this index on it is another program's command line, which is the shell's to
    // complete.
    std::optional<std::size_t> command_at = std::nullopt;
};

// What only the machine and the course know; asked when it is needed.
struct Surroundings {
    std::function<std::vector<content::OutlineUnit>()> units;
    std::function<std::vector<std::string>()> pythons;
};

// `words` are those behind gilkit's own name up to the one that is being typed, which is the last and may be
// empty.
Completion complete(CLI::App& app, const std::vector<std::string>& words, const Surroundings& surroundings);

// What can stand for this option's (or positional's) placeholder. `typed`: what there is of the value.
Completion values_of(CLI::Option& option, std::string_view typed, const Surroundings& surroundings);

} // namespace gilkit::cli::shell
