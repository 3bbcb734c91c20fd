#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/learner.hpp"
#include "cli/show.hpp"
#include "cli/workspace_words.hpp"
#include "learn/workspace/merge.hpp"

#include <fmt/format.h>

#include <memory>

namespace gilkit::cli {

namespace {

struct UpdateArguments {
    std::string diff;
    std::string merge;
};

int complain_and(int exit_code, const std::string& message) {
    complain(message);
    return exit_code;
}

int show_or_take_over(const Learner& learner, const std::string& what, bool take) {
    const auto target = target_of(learner, what);
    if (!target) {
        return exit_usage;
    }
    const content::Exercise& exercise = *target->exercise;
    const auto merge = learn::merge_of(exercise, learner.place);
    if (!merge) {
        return complain_and(exit_usage, merge.error());
    }
    if (!take) {
        Page page(STDOUT_FILENO);
        page.code(merge->text, exercise.stub);
        return deliver(page.text(), "") ? exit_ok : exit_grader_broke;
    }
    const auto copy = learn::take_over(*merge, exercise, learner.place);
    if (!copy) {
        return complain_and(exit_grader_broke, copy.error());
    }
    const std::string shown_as = learners_target(exercise, learner.place).shown_as;
    const std::string text = fmt::format(
        "{} has the new version's changes now.{}\nYour file as it was: {}\n", shown_as,
        merge->clashes ? " Where they met yours, both stand there, marked by <<<<<<<." : "", copy->string());
    return deliver(text, "") ? exit_ok : exit_grader_broke;
}

int run_update(const UpdateArguments& arguments) {
    auto learner = find_learner();
    if (!learner) {
        return exit_usage;
    }
    if (learner->place.workspace() == nullptr) {
        return complain_and(exit_usage,
                            fmt::format("this folder is no workspace (gilkit init makes one){}",
                                        learner->kit.installed
                                            ? "; go to yours (cd DIR) and call it there"
                                            : "; in a clone of gilkit, git pull brings what is new"));
    }
    if (!arguments.diff.empty() || !arguments.merge.empty()) {
        const bool take = !arguments.merge.empty();
        return show_or_take_over(*learner, take ? arguments.merge : arguments.diff, take);
    }
    learn::Workspace workspace = *learner->place.workspace();
    const auto handed = learn::update_workspace(workspace, learner->course, command_of(learner->kit));
    if (!handed) {
        return complain_and(exit_grader_broke, handed.error());
    }
    return deliver(in_words(*handed, workspace, learner->course), "") ? exit_ok : exit_grader_broke;
}

} // namespace

void add_update(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<UpdateArguments>();
    CLI::App* command = app.add_subcommand("update", "Bring a workspace what is new in the course");
    auto* const diff =
        command->add_option("--diff", arguments->diff, "Show your file merged with the new stub")
            ->type_name("ID");
    command->add_option("--merge", arguments->merge, "Write that to your file; a copy of yours is kept")
        ->type_name("ID")
        ->excludes(diff);
    command->footer("Example:\n"
                    "  gilkit update\n\n"
                    "Files that you have changed are never written to, except by --merge.");
    command->callback([arguments, &action] { action = [arguments] { return run_update(*arguments); }; });
}

} // namespace gilkit::cli
