#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/learner.hpp"
#include "cli/show.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace gilkit::cli {

namespace {

struct HintArguments {
    std::string what;
    bool again = false;
};

int run_hint(const HintArguments& arguments) {
    const auto learner = find_learner();
    const auto target = learner ? target_of(*learner, arguments.what) : std::nullopt;
    if (!target) {
        return exit_usage;
    }
    const content::Exercise& exercise = *target->exercise;
    const int all = static_cast<int>(exercise.hints.size());
    const int before = std::min(learner->progress().of(exercise.id).hints, all);
    // Those that were shown again, and one more unless only those are asked for or there is none.
    const bool more = !arguments.again && before < all;
    const int last = more ? before + 1 : before;
    const int first = more ? last : 1;
    if (last == 0) {
        complain(fmt::format("you have seen no hint for {} yet; gilkit hint {} shows the first", exercise.id,
                             exercise.id));
        return exit_usage;
    }
    Page page(STDOUT_FILENO);
    for (int number = first; number <= last; ++number) {
        page.title(fmt::format("Hint {} of {} · {}", number, all, exercise.id));
        page.markdown(exercise.hints[static_cast<std::size_t>(number - 1)]);
    }
    if (last < all) {
        page.line(fmt::format("More: gilkit hint {}", exercise.id));
    } else if (!more) {
        page.line(fmt::format(
            "That was all. The solution, if you want to give up: gilkit solution --give-up {}", exercise.id));
    }
    if (!deliver(page.text(), "")) {
        return exit_grader_broke;
    }
    // Only what was shown counts.
    learner->keep([&](learn::Progress& progress) {
        progress.units[exercise.id].hints = std::max(progress.units[exercise.id].hints, last);
        progress.current = exercise.id;
    });
    return exit_ok;
}

} // namespace

void add_hint(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<HintArguments>();
    CLI::App* command = app.add_subcommand("hint", "Show the next hint for an exercise");
    command->add_option("WHAT", arguments->what,
                        "Exercise id or path (default: the exercise that you are at)");
    command->add_flag("--again", arguments->again, "Show the hints that you have seen already");
    command->footer(
        "Example:\n"
        "  gilkit hint plus-equals\n\n"
        "Each call shows one more, from a nudge to nearly the solution. How many you have seen is kept\n"
        "with your progress.");
    command->callback([arguments, &action] { action = [arguments] { return run_hint(*arguments); }; });
}

} // namespace gilkit::cli
