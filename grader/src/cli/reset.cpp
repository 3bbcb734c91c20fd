#include "learn/reset.hpp"

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/learner.hpp"
#include "os/signals.hpp"

#include <fmt/format.h>

#include <memory>

namespace gilkit::cli {

namespace {

struct ResetArguments {
    std::string what;
    bool yes = false;
};

int run_reset(const ResetArguments& arguments) {
    const auto learner = find_learner();
    const auto target =
        learner && has_own_files(*learner) ? target_of(*learner, arguments.what) : std::nullopt;
    if (!target) {
        return exit_usage;
    }
    const content::Exercise& exercise = *target->exercise;
    const auto plan = learn::plan_reset(exercise, learner->place);
    if (!plan) {
        complain(plan.error());
        return exit_usage;
    }
    const std::string shown_as = learners_target(exercise, learner->place).shown_as;
    if (plan->mine == plan->stub) {
        return deliver(fmt::format("{} is the stub already ({}).\n", shown_as, plan->from), "")
                   ? exit_ok
                   : exit_grader_broke;
    }
    if (!arguments.yes && plan->mine) {
        const auto answer =
            ask(fmt::format("Put the stub in place of {}? A copy of your file is kept.", shown_as));
        if (os::interrupted() != 0) {
            return exit_interrupted;
        }
        if (!answer) {
            complain("reset replaces " + shown_as + "; say --yes where nobody can be asked");
            return exit_usage;
        }
        if (!*answer) {
            return deliver("Nothing was changed.\n", "") ? exit_ok : exit_grader_broke;
        }
    }
    const auto reset = learn::carry_out(*plan, exercise, learner->place);
    if (!reset) {
        complain(reset.error());
        return exit_grader_broke;
    }
    std::string text = fmt::format("{} is the stub again ({}).\n", shown_as, reset->from);
    if (!reset->backup.empty()) {
        text += fmt::format("Your file is kept as {}.\n", reset->backup.string());
    }
    return deliver(text, "") ? exit_ok : exit_grader_broke;
}

} // namespace

void add_reset(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<ResetArguments>();
    CLI::App* command =
        app.add_subcommand("reset", "Begin an exercise again from its stub; your file is kept");
    command->add_option("WHAT", arguments->what,
                        "Exercise id or path (default: the exercise that you are at)");
    command->add_flag("--yes", arguments->yes, "Don't ask");
    command->footer("Example:\n  gilkit reset plus-equals");
    command->callback([arguments, &action] { action = [arguments] { return run_reset(*arguments); }; });
}

} // namespace gilkit::cli
