#include "cli/asides.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/learner.hpp"
#include "cli/show.hpp"

#include <fmt/format.h>

#include <memory>

namespace gilkit::cli {

namespace {

struct SolutionArguments {
    std::string what;
    bool give_up = false;
    bool diff = false;
};

int run_solution(const SolutionArguments& arguments) {
    const auto learner = find_learner();
    const auto target = learner ? target_of(*learner, arguments.what) : std::nullopt;
    if (!target) {
        return exit_usage;
    }
    const content::Exercise& exercise = *target->exercise;
    const learn::UnitProgress done = learner->progress().of(exercise.id);
    const bool may_see = done.passed() || !done.gave_up_at.empty();
    if (!may_see && !arguments.give_up) {
        complain(fmt::format(
            "the solution is shown once you have passed {}; gilkit hint {} helps on, and --give-up "
            "shows it now, which is noted with your progress",
            exercise.id, exercise.id));
        return exit_usage;
    }
    const auto source = solution_of(exercise);
    if (!source) {
        complain(source.error());
        return exit_usage;
    }
    Page page(STDOUT_FILENO);
    page.title(fmt::format("The solution of {}", exercise.id));
    page.code(*source, exercise.solution);
    const Target mine = learners_target(exercise, learner->place);
    if (!arguments.diff) {
        page.line(fmt::format("Beside yours: gilkit solution --diff {}", exercise.id));
    } else if (const auto lines = difference(mine, page.pen())) {
        page.title("Yours, and the solution");
        page.preformatted(*lines);
    } else {
        complain(lines.error());
    }
    if (!deliver(page.text(), "")) {
        return exit_grader_broke;
    }
    if (!may_see) {
        learner->keep(
            [&](learn::Progress& progress) { progress.units[exercise.id].gave_up_at = learn::time_stamp(); });
    }
    return exit_ok;
}

} // namespace

void add_solution(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<SolutionArguments>();
    CLI::App* command =
        app.add_subcommand("solution", "Show the worked solution of an exercise that you have passed");
    command->add_option("WHAT", arguments->what,
                        "Exercise id or path (default: the exercise that you are at)");
    command->add_flag("--diff", arguments->diff, "Show what it does differently from your file");
    command->add_flag("--give-up", arguments->give_up, "Show it before you have passed; that is noted");
    command->footer("Example:\n  gilkit solution --diff plus-equals");
    command->callback([arguments, &action] { action = [arguments] { return run_solution(*arguments); }; });
}

} // namespace gilkit::cli
