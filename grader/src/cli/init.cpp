#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/learner.hpp"
#include "cli/workspace_words.hpp"

#include <fmt/format.h>

#include <memory>

namespace gilkit::cli {

namespace {

int run_init(const std::string& folder) {
    const auto loaded = load_kit({.recordings = content::Recordings::ignored, .for_learner = true});
    if (!loaded) {
        return exit_usage;
    }
    const auto& [kit, course] = *loaded;
    const auto handed = learn::make_workspace(folder, course, command_of(kit));
    if (!handed) {
        complain(handed.error());
        return exit_usage;
    }
    const std::string text = fmt::format("{} is a workspace now, with {} exercises.\n\n"
                                         "  cd {}\n  {}\n\n"
                                         "It goes on from there whenever you call it in that folder.\n",
                                         folder, exercises_in(course), folder, command_of(kit));
    return deliver(text, "") ? exit_ok : exit_grader_broke;
}

} // namespace

void add_init(CLI::App& app, Action& action) {
    auto folder = std::make_shared<std::string>();
    CLI::App* command = app.add_subcommand("init", "Make a folder in which you work through the exercises");
    command->add_option("DIR", *folder, "The folder: new, or empty")->required();
    command->footer("Example:\n  gilkit init ~/gil-course");
    command->callback([folder, &action] { action = [folder] { return run_init(*folder); }; });
}

} // namespace gilkit::cli
