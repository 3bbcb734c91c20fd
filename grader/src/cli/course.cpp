// The way through the course: `gilkit` alone, and `gilkit watch`.

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/learner.hpp"
#include "cli/lesson.hpp"
#include "cli/shared_options.hpp"
#include "cli/watch.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <memory>

namespace gilkit::cli {

namespace {

struct CourseArguments {
    std::string what;
    std::string python = "python3";
    bool plain = false;
};

// Where the learner goes on. Prepares what grading needs only when an exercise is come to: a reader never
// waits for it.
class Way {
public:
    Way(const Learner& of, const judge::Interpreter& with, bool line_by_line)
        : learner(of), interpreter(with), plain(line_by_line) {}

    int go(const content::Unit* unit, bool with_lesson) {
        while (unit != nullptr) {
            if (with_lesson && unit->lesson && !learner.progress().of(unit->id).lesson_done()) {
                learn::Dialogue dialogue(plain);
                const LessonEnd end = tell_lesson(learner, *unit, interpreter, dialogue, false);
                if (end == LessonEnd::interrupted) {
                    return exit_interrupted;
                }
                if (end == LessonEnd::left) {
                    return farewell();
                }
                if (unit->exercise) {
                    introduce(*unit->exercise, dialogue);
                    if (dialogue.is_over()) {
                        return farewell();
                    }
                }
            }
            with_lesson = true;
            if (!unit->exercise) {
                unit = neighbour(*unit, 1);
                continue;
            }
            const judge::GradeOptions* const with = grade_with();
            if (with == nullptr || !machine_is_ready({&*unit->exercise})) {
                return exit_grader_broke;
            }
            switch (watch_exercise(learner, *unit->exercise, *with, plain)) {
            case WatchEnd::next:
                unit = neighbour(*unit, 1);
                break;
            case WatchEnd::previous:
                unit = neighbour(*unit, -1);
                break;
            case WatchEnd::quit:
                return farewell();
            case WatchEnd::interrupted:
                return exit_interrupted;
            case WatchEnd::broke:
                return exit_grader_broke;
            }
        }
        return deliver("That was the last of the course. gilkit list shows what you have done.\n", "")
                   ? exit_ok
                   : exit_grader_broke;
    }

private:
    void introduce(const content::Exercise& exercise, learn::Dialogue& dialogue) const {
        dialogue.say(fmt::format("\nThe exercise: {}", exercise.summary));
        dialogue.say(fmt::format(
            "Open {} in your editor; it is graded whenever you save it. README.md beside it says what "
            "is asked for.",
            learners_target(exercise, learner.place).shown_as));
        dialogue.go_on("the exercise");
    }

    // The unit before or behind it; null: there is none.
    const content::Unit* neighbour(const content::Unit& unit, std::ptrdiff_t step) const {
        const auto& units = learner.course.units;
        const std::ptrdiff_t index = (&unit - units.data()) + step;
        if (index < 0) {
            return &unit;
        }
        return index < static_cast<std::ptrdiff_t>(units.size()) ? &units[static_cast<std::size_t>(index)]
                                                                 : nullptr;
    }

    const judge::GradeOptions* grade_with() {
        if (!options) {
            const sandbox::Enclosure enclosure = enclosure_for(learner.kit);
            if (!places_are_ready(enclosure)) {
                return nullptr;
            }
            options = grade_options(learner.kit, interpreter, enclosure);
        }
        return &*options;
    }

    static int farewell() {
        return deliver("Your place is kept: gilkit goes on from here.\n", "") ? exit_ok : exit_grader_broke;
    }

    const Learner& learner;
    const judge::Interpreter& interpreter;
    bool plain;
    std::optional<judge::GradeOptions> options;
};

void welcome(const content::Course& course) {
    fmt::print(
        "{}\n\n"
        "You read a short lesson, predict what its program prints, and see it run on this machine. Then\n"
        "comes an exercise: you repair a program in your editor, and gilkit measures it whenever you save.\n"
        "Stop whenever you like; your place is kept.\n\n",
        course.title);
    std::fflush(stdout);
}

int run_course(const CourseArguments& arguments, bool with_lessons) {
    const auto learner = find_learner(content::Recordings::required);
    if (!learner || !has_own_files(*learner)) {
        return exit_usage;
    }
    const learn::Progress progress = learner->progress();
    const content::Unit* const unit = arguments.what.empty() ? learn::next_unit(learner->course, progress)
                                                             : learner->course.find(arguments.what);
    if (unit == nullptr && !arguments.what.empty()) {
        complain(fmt::format("there is no lesson or exercise '{}'; gilkit list shows them", arguments.what));
        return exit_usage;
    }
    if (unit == nullptr) {
        return deliver("All of the course is done. gilkit list shows it; gilkit lesson ID reads one again.\n",
                       "")
                   ? exit_ok
                   : exit_grader_broke;
    }
    const auto interpreter = student_interpreter(arguments.python);
    if (!interpreter) {
        return interpreter.error();
    }
    if (with_lessons && progress.units.empty()) {
        welcome(learner->course);
    }
    return Way(*learner, *interpreter, arguments.plain).go(unit, with_lessons);
}

void add_options(CLI::App& command, CourseArguments& arguments) {
    add_python_option(command, arguments.python, "The Python that runs lessons and submissions");
    command.add_flag("--plain", arguments.plain, "Line by line, for screen readers");
}

} // namespace

void add_course(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<CourseArguments>();
    // Its options stand before any command's name.
    add_options(app, *arguments);
    app.callback([arguments, &app, &action] {
        if (!app.get_subcommands().empty() && (app.count("--python") > 0 || app.count("--plain") > 0)) {
            throw CLI::ValidationError("gilkit", "--python and --plain stand behind the command's name");
        }
        const bool someone_is_there = ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1;
        if (app.get_subcommands().empty() && someone_is_there) {
            action = [arguments] { return run_course(*arguments, true); };
        }
    });
}

void add_watch(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<CourseArguments>();
    CLI::App* command = app.add_subcommand("watch", "Grade an exercise whenever you save it");
    command->add_option("WHAT", arguments->what, "Exercise id (default: the one that you are at)");
    add_options(*command, *arguments);
    command->footer("Example:\n"
                    "  gilkit watch plus-equals\n\n"
                    "gilkit alone does the same, and shows each lesson before its exercise.");
    command->callback(
        [arguments, &action] { action = [arguments] { return run_course(*arguments, false); }; });
}

} // namespace gilkit::cli
