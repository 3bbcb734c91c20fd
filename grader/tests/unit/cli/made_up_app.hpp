// A command line that has one of everything, for the tests of what speaks of all commands.
#pragma once

#include "cli/shell/completion.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>
#include <vector>

namespace gilkit::cli::test {

class MadeUpApp {
public:
    MadeUpApp();

    CLI::App& app() { return app_; }
    // The words offered on this line, whose last word is being typed.
    std::vector<std::string> offered(const std::vector<std::string>& words);

private:
    CLI::App app_;
    std::vector<std::string> texts_;
    std::vector<std::string> many_;
    std::string text_;
    int number_ = 0;
    bool flag_ = false;
};

// A course of a lesson with an exercise, which had another id before; a lesson; and an exercise.
shell::Surroundings made_up_surroundings();

} // namespace gilkit::cli::test
