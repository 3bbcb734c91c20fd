#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/kit.hpp"

#include <fmt/format.h>

namespace gilkit::cli {

namespace {

int run_list() {
    const auto kit = find_kit();
    const auto course = kit ? load_course(*kit) : std::nullopt;
    if (!course) {
        return exit_usage;
    }
    std::string text = course->title + "\n";
    for (std::size_t i = 0; i < course->units.size(); ++i) {
        const content::Unit& unit = course->units[i];
        const bool both = unit.lesson && unit.exercise;
        text += fmt::format("\n{:>3}  {}  ({})\n", i + 1, unit.id,
                            both          ? "lesson and exercise"
                            : unit.lesson ? "lesson"
                                          : "exercise");
        if (unit.lesson) {
            text += fmt::format("     {}\n", unit.lesson->summary);
        }
        if (unit.exercise) {
            text += fmt::format("     Exercise: {}\n", unit.exercise->summary);
        }
    }
    return deliver(text, "") ? exit_ok : exit_grader_broke;
}

} // namespace

void add_list(CLI::App& app, Action& action) {
    CLI::App* command = app.add_subcommand("list", "List the lessons and exercises");
    command->footer("Example:\n  gilkit list");
    command->callback([&action] { action = run_list; });
}

} // namespace gilkit::cli
