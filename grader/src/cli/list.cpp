#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/learner.hpp"
#include "content/text.hpp"
#include "report/pen.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <memory>

namespace gilkit::cli {

namespace {

struct ListArguments {
    std::vector<std::string> words;
    std::string only;
};

std::string lowered(std::string_view text) {
    std::string all(text);
    std::ranges::transform(all, all.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return all;
}

// Whether every word stands somewhere in what the course says of the unit.
bool speaks_of(const content::Unit& unit, const std::vector<std::string>& words) {
    std::string all = unit.id;
    if (unit.lesson) {
        all += "\n" + unit.lesson->title + "\n" + unit.lesson->summary;
    }
    if (unit.exercise) {
        all += "\n" + unit.exercise->title + "\n" + unit.exercise->summary;
    }
    const std::string text = lowered(all);
    return std::ranges::all_of(
        words, [&](const std::string& word) { return text.find(lowered(word)) != std::string::npos; });
}

bool is_wanted(const content::Unit& unit, const ListArguments& arguments, const learn::Progress& progress) {
    const bool done = learn::is_done(unit, progress);
    const bool kind_fits =
        (arguments.only != "lessons" || unit.lesson) && (arguments.only != "exercises" || unit.exercise);
    const bool state_fits = (arguments.only != "done" || done) && (arguments.only != "todo" || !done);
    return kind_fits && state_fits && speaks_of(unit, arguments.words);
}

std::string times(int count, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string done_of_lesson(const learn::UnitProgress& done) {
    if (!done.lesson_done()) {
        return done.prediction ? "predicted" : "";
    }
    return done.prediction ? (done.prediction->right ? "read, predicted right" : "read, predicted otherwise")
                           : "read";
}

std::string done_of_exercise(const learn::UnitProgress& done) {
    std::string text = done.passed() ? "passed" : done.attempts > 0 ? "tried" : "";
    const auto add = [&](const std::string& more) { text += (text.empty() ? "" : ", ") + more; };
    if (done.attempts > 0) {
        add(times(done.attempts, "attempt", "attempts"));
    }
    if (done.hints > 0) {
        add(times(done.hints, "hint", "hints"));
    }
    if (!done.gave_up_at.empty()) {
        add("solution shown");
    }
    return text;
}

class Listing {
public:
    Listing(const report::Pen& with, const learn::Progress& of) : pen(with), progress(of) {}

    void add(const content::Unit& unit, bool is_current) {
        const learn::UnitProgress done = progress.of(unit.id);
        const bool all_done = learn::is_done(unit, progress);
        const std::string sign = all_done     ? pen.paint(report::Ink::good, pen.signs().passed)
                                 : is_current ? pen.paint(report::Ink::strong, ">")
                                              : " ";
        text += fmt::format("\n{} {}\n", sign, pen.paint(report::Ink::strong, unit.id));
        if (unit.lesson) {
            part(fmt::format("Lesson {}", unit.lesson->number), unit.lesson->summary, done_of_lesson(done));
        }
        if (unit.exercise) {
            part("Exercise", unit.exercise->summary, done_of_exercise(done));
        }
    }

    std::string text;

private:
    void part(std::string_view name, const std::string& summary, const std::string& state) {
        constexpr int label_columns = 11;
        constexpr int indent = 2;
        const auto lines = report::wrap(pen.prose(summary), pen.prose_width() - indent - label_columns);
        for (std::size_t i = 0; i < lines.size(); ++i) {
            text += fmt::format("  {:<{}}{}\n", i == 0 ? name : "", label_columns, lines[i]);
        }
        if (!state.empty()) {
            text += fmt::format("  {:<{}}{}\n", "", label_columns, pen.paint(report::Ink::faint, state));
        }
    }

    const report::Pen& pen;
    const learn::Progress& progress;
};

int run_list(const ListArguments& arguments) {
    const auto learner = find_learner();
    if (!learner) {
        return exit_usage;
    }
    const learn::Progress progress = learner->progress();
    const report::Pen pen(report::terminal_style_for(STDOUT_FILENO));
    const content::Unit* const next = learn::next_unit(learner->course, progress);
    Listing listing(pen, progress);
    std::size_t shown = 0;
    for (const content::Unit& unit : learner->course.units) {
        if (is_wanted(unit, arguments, progress)) {
            listing.add(unit, &unit == next);
            ++shown;
        }
    }
    const auto done = std::ranges::count_if(
        learner->course.units, [&](const content::Unit& unit) { return learn::is_done(unit, progress); });
    std::string text = learner->course.title + "\n" + listing.text;
    text += fmt::format("\n{} of {} done{}.\n", done, learner->course.units.size(),
                        shown < learner->course.units.size() ? fmt::format("; {} shown", shown) : "");
    return deliver(text, "") ? exit_ok : exit_grader_broke;
}

} // namespace

void add_list(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<ListArguments>();
    CLI::App* command = app.add_subcommand("list", "List the lessons and exercises, with your progress");
    command->add_option("WORD", arguments->words,
                        "Only those whose id, title or summary has all of these words");
    command->add_option("--only", arguments->only, "Only these: todo, done, lessons or exercises")
        ->type_name("WHICH")
        ->check(CLI::IsMember({"todo", "done", "lessons", "exercises"}).description(""));
    command->footer("Example:\n  gilkit list\n  gilkit list --only todo async");
    command->callback([arguments, &action] { action = [arguments] { return run_list(*arguments); }; });
}

} // namespace gilkit::cli
