#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/learner.hpp"
#include "cli/show.hpp"
#include "learn/progress/report.hpp"
#include "report/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace gilkit::cli {

namespace {

struct Sums {
    std::size_t lessons = 0, read = 0, exercises = 0, passed = 0, predicted = 0, right = 0;
    std::size_t sure_and_wrong = 0; // certain of what turned out otherwise: what teaches most
    int hints = 0;
};

Sums sums_of(const content::Course& course, const learn::Progress& progress) {
    Sums sums;
    for (const content::Unit& unit : course.units) {
        const learn::UnitProgress done = progress.of(unit.id);
        sums.lessons += unit.lesson ? 1U : 0U;
        sums.exercises += unit.exercise ? 1U : 0U;
        sums.read += unit.lesson && done.lesson_done() ? 1U : 0U;
        sums.passed += unit.exercise && done.passed() ? 1U : 0U;
        sums.hints += done.hints;
        if (done.prediction) {
            sums.predicted += 1;
            sums.right += done.prediction->right ? 1U : 0U;
            sums.sure_and_wrong +=
                !done.prediction->right && done.prediction->confidence == learn::Confidence::certain ? 1U
                                                                                                     : 0U;
        }
    }
    return sums;
}

int run_progress(bool json) {
    const auto learner = find_learner();
    if (!learner) {
        return exit_usage;
    }
    const learn::Progress progress = learner->progress();
    if (json) {
        return deliver(learn::course_progress_json(learner->course, progress), "") ? exit_ok
                                                                                   : exit_grader_broke;
    }
    const Sums sums = sums_of(learner->course, progress);
    Page page(STDOUT_FILENO);
    const report::Pen& pen = page.pen();
    const content::Unit* const next = learn::next_unit(learner->course, progress);
    std::vector<report::LabelledFigure> figures{
        {"Lessons", fmt::format("{} of {} read", sums.read, sums.lessons)},
        {"Exercises", fmt::format("{} of {} passed", sums.passed, sums.exercises)},
        {"Predictions", fmt::format("{} of {} right{}", sums.right, sums.predicted,
                                    sums.sure_and_wrong > 0
                                        ? fmt::format("; certain, and otherwise: {}", sums.sure_and_wrong)
                                        : "")},
        {"Hints", fmt::format("{} seen", sums.hints)},
        {"Next", next != nullptr ? next->id : "nothing: all of the course is done"}};
    if (const auto file = learner->place.progress_file()) {
        figures.emplace_back("Kept in", pen.exact(file->string()));
    }
    page.lines(report::labelled(figures, pen));
    return deliver(page.text(), "") ? exit_ok : exit_grader_broke;
}

} // namespace

void add_progress(CLI::App& app, Action& action) {
    auto json = std::make_shared<bool>(false);
    CLI::App* command = app.add_subcommand("progress", "Sum up what you have done");
    command->add_flag("--json", *json, "For other programs (grader/schema/course-progress.schema.json)");
    command->footer("Example:\n  gilkit progress --json");
    command->callback([json, &action] { action = [json] { return run_progress(*json); }; });
}

} // namespace gilkit::cli
