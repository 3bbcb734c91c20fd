// A lesson at the terminal: its beginning, the prediction, a run on this machine, what came of it, and the
// rest.

#include "cli/lesson.hpp"

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/learner.hpp"
#include "cli/progress.hpp"
#include "cli/shared_options.hpp"
#include "content/text.hpp"
#include "learn/lesson/dialogue.hpp"
#include "learn/lesson/run_here.hpp"
#include "learn/lesson/telling.hpp"
#include "learn/reading/pygments.hpp"
#include "os/signals.hpp"
#include "report/timeline/timeline.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <memory>

namespace gilkit::cli {

namespace {

using learn::Passages;

constexpr std::string_view first_after_question = "the-output";
constexpr std::string_view about_fix = "the-fix";

struct LessonArguments {
    std::string what;
    std::string python = "python3";
    bool plain = false;
    bool again = false;
};

class Telling {
public:
    Telling(const Learner& of, const content::Lesson& which, learn::Dialogue& with)
        : learner(of), lesson(which), dialogue(with) {}

    // Whether it was read to its end.
    bool tell(const judge::Interpreter& interpreter, bool again) {
        render();
        dialogue.say({dialogue.pen().paint(
                          report::Ink::strong,
                          dialogue.pen().prose(fmt::format("Lesson {} {} {}", lesson.number,
                                                           dialogue.pen().signs().separator, lesson.title))),
                      ""});
        dialogue.say(lesson.summary);
        dialogue.say(std::vector<std::string>{""});
        dialogue.show(before);
        const std::optional<learn::PredictionMade> made = prediction(again);
        if (!made) {
            return false;
        }
        if (auto here = run(interpreter)) {
            compare(*here, *made);
        }
        dialogue.go_on("the explanation");
        dialogue.show(after);
        return !dialogue.is_over();
    }

private:
    void render() {
        std::vector<std::string_view> texts;
        std::vector<std::string> headed;
        for (const content::Section& section : lesson.sections) {
            headed.push_back(fmt::format("## {}\n\n{}", section.title, section.markdown));
        }
        std::ranges::copy(headed, std::back_inserter(texts));
        auto rendered = learn::render_markdown(texts, dialogue.pen(), learn::pygments_painter(tool_python()),
                                               dialogue.manner());
        bool asked = false;
        for (std::size_t i = 0; i < rendered.size(); ++i) {
            asked = asked || lesson.sections[i].slug == first_after_question;
            Passages& part = asked ? after : before;
            std::ranges::move(rendered[i], std::back_inserter(part));
            if (lesson.sections[i].slug == about_fix) {
                end_of_fix = part.size();
            }
        }
    }

    // The one that was made, unless it is to be made again. Kept as soon as it is made.
    std::optional<learn::PredictionMade> prediction(bool again) {
        if (dialogue.is_over()) {
            return std::nullopt;
        }
        auto before_now = learner.progress().of(lesson.id).prediction;
        if (before_now && !again) {
            dialogue.say(fmt::format("You predicted this before: {}", before_now->choice));
            return before_now;
        }
        auto made = ask();
        if (made) {
            learner.keep([&](learn::Progress& progress) {
                progress.units[lesson.id].prediction = made;
                progress.current = lesson.id;
            });
        }
        return made;
    }

    std::optional<learn::PredictionMade> ask() {
        const auto& choices = lesson.prediction.choices;
        dialogue.say(std::vector<std::string>{""});
        dialogue.say(lesson.prediction.question);
        dialogue.say(std::vector<std::string>{""});
        std::vector<learn::Dialogue::Option> options;
        for (std::size_t i = 0; i < choices.size(); ++i) {
            options.push_back({static_cast<char>('1' + i), choices[i].text});
        }
        const auto choice = dialogue.choose(fmt::format("Your prediction? 1 to {}", choices.size()), options);
        if (!choice) {
            return std::nullopt;
        }
        dialogue.say("\nHow sure are you?");
        const auto sure = dialogue.choose("How sure? g, f or c",
                                          {{'g', "It's a guess"}, {'f', "Fairly sure"}, {'c', "Certain"}});
        if (!sure) {
            return std::nullopt;
        }
        const auto why = dialogue.type("And why? One sentence, if you like; then Enter.");
        if (!why) {
            return std::nullopt;
        }
        constexpr std::size_t longest_why = 300; // bytes
        // Right or not by the recording, until it has run here.
        return learn::PredictionMade{choices[*choice].text, static_cast<learn::Confidence>(*sure),
                                     why->substr(0, longest_why), choices[*choice].right,
                                     learn::time_stamp()};
    }

    std::optional<learn::RunHere> run(const judge::Interpreter& interpreter) {
        Progress progress;
        learn::RunListener listener;
        listener.progress = [&](std::string_view what) {
            if (dialogue.manner() ==
                learn::Manner::linear) { // a line that is rewritten is read out again and again
                dialogue.say(what);
            } else {
                progress.show(what);
            }
        };
        listener.broken_printed = [&](const nlohmann::ordered_json& recording) {
            progress.clear();
            dialogue.say(std::vector<std::string>{""});
            dialogue.say(fmt::format("Run here, by {}, it printed:", learn::where_recorded(recording)));
            dialogue.say(std::vector<std::string>{""});
            dialogue.say(learn::output_lines(recording, "broken", dialogue.pen()));
        };
        auto here = learn::run_here(lesson, interpreter, learner.kit.runner(), listener);
        progress.clear();
        if (here) {
            return *std::move(here);
        }
        if (!here.error().interrupted) {
            dialogue.say(fmt::format("It could not be run here: {}", here.error().message));
            dialogue.say("What follows is what was recorded.");
        }
        return std::nullopt;
    }

    void compare(const learn::RunHere& here, const learn::PredictionMade& made) {
        const report::Pen& pen = dialogue.pen();
        const auto observed = nlohmann::ordered_json::parse(lesson.observed_json);
        const auto& recorded = observed["recordings"].front();
        std::string text;
        if (here.right) {
            const bool right = lesson.prediction.choices[*here.right].text == made.choice;
            learner.keep([&](learn::Progress& progress) {
                if (auto& kept = progress.units[lesson.id].prediction) {
                    kept->right = right;
                }
            });
            text = learn::verdict_on(made, lesson.prediction, *here.right);
        } else {
            text = "What was measured here fits none of the answers, or several: the machine was too busy, "
                   "perhaps. "
                   "What follows is what was recorded.";
        }
        Passages passages = learn::render_markdown(text, pen, {}, dialogue.manner());
        passages.push_back({learn::Passage::Kind::prose,
                            report::wrap(pen.prose(fmt::format("Measured here, and recorded ({}):",
                                                               learn::where_recorded(recorded))),
                                         pen.prose_width()),
                            ""});
        passages.push_back(
            {learn::Passage::Kind::table, learn::beside_lines(here.recording, recorded, pen), ""});
        if (dialogue.manner() == learn::Manner::usual) { // pictures: nothing to read out
            add_timeline(passages, "What its threads did about the GIL here:", here.timeline);
            if (const auto then = learn::recorded_timeline(recorded)) {
                add_timeline(passages, "And where it was recorded:", *then);
            }
        }
        dialogue.say(std::vector<std::string>{""});
        dialogue.show(passages);
        add_fixed_output(here, pen);
    }

    void add_timeline(Passages& passages, std::string_view heading, const gil::Recording& recording) const {
        const report::Pen& pen = dialogue.pen();
        if (auto lines = report::timeline_lines(recording, pen); !lines.empty()) {
            passages.push_back({learn::Passage::Kind::prose, {pen.prose(heading)}, ""});
            passages.push_back({learn::Passage::Kind::table, std::move(lines), ""});
        }
    }

    // What the fixed program printed here stands where the text is about it.
    void add_fixed_output(const learn::RunHere& here, const report::Pen& pen) {
        auto lines = learn::output_lines(here.recording, "fixed", pen);
        if (lines.empty() || end_of_fix > after.size()) {
            return;
        }
        const Passages more{{learn::Passage::Kind::prose, {pen.prose("Run here, it printed:")}, ""},
                            {learn::Passage::Kind::code, std::move(lines), ""}};
        after.insert(after.begin() + static_cast<std::ptrdiff_t>(end_of_fix), more.begin(), more.end());
    }

    const Learner& learner;
    const content::Lesson& lesson;
    learn::Dialogue& dialogue;
    Passages before; // the question
    Passages after;
    std::size_t end_of_fix = 0; // in `after`
};

// For a pipe or a file: all of it, with what was recorded, and no questions.
int print_lesson(const content::Lesson& lesson) {
    const report::Pen pen(report::terminal_style_for(STDOUT_FILENO));
    std::string text = fmt::format("# Lesson {}: {}\n\n{}\n", lesson.number, lesson.title, lesson.summary);
    for (const content::Section& section : lesson.sections) {
        text += fmt::format("\n## {}\n\n{}\n", section.title, section.markdown);
    }
    std::string all;
    for (const std::string& line :
         learn::lines_of(learn::render_markdown(text, pen, learn::pygments_painter(tool_python())))) {
        all += line + "\n";
    }
    return deliver(all, "") ? exit_ok : exit_grader_broke;
}

int run_lesson(const LessonArguments& arguments) {
    const auto learner = find_learner(content::Recordings::required);
    if (!learner) {
        return exit_usage;
    }
    const content::Unit* const unit = arguments.what.empty()
                                          ? learn::next_unit(learner->course, learner->progress())
                                          : learner->course.find(arguments.what);
    if (unit == nullptr || !unit->lesson) {
        complain(arguments.what.empty()
                     ? "which lesson? Name it by its id or number; gilkit list shows them"
                     : fmt::format("there is no lesson '{}'; gilkit list shows them", arguments.what));
        return exit_usage;
    }
    if (::isatty(STDIN_FILENO) == 0 || ::isatty(STDOUT_FILENO) == 0) {
        return print_lesson(*unit->lesson);
    }
    const auto interpreter = student_interpreter(arguments.python);
    if (!interpreter) {
        return interpreter.error();
    }
    learn::Dialogue dialogue(arguments.plain);
    return tell_lesson(*learner, *unit, *interpreter, dialogue, arguments.again) == LessonEnd::interrupted
               ? exit_interrupted
               : exit_ok;
}

} // namespace

LessonEnd tell_lesson(const Learner& learner, const content::Unit& unit,
                      const judge::Interpreter& interpreter, learn::Dialogue& dialogue, bool again) {
    const bool read = Telling(learner, *unit.lesson, dialogue).tell(interpreter, again);
    if (os::interrupted() != 0) {
        return LessonEnd::interrupted;
    }
    if (!read) {
        return LessonEnd::left;
    }
    learner.keep([&](learn::Progress& progress) {
        learn::UnitProgress& done = progress.units[unit.id];
        done.read_at = done.read_at.empty() ? learn::time_stamp() : done.read_at;
        progress.current = unit.id;
    });
    return LessonEnd::read;
}

void add_lesson(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<LessonArguments>();
    CLI::App* command = app.add_subcommand("lesson", "Read a lesson: predict, run it here, then see why");
    command->add_option("ID", arguments->what, "Lesson id or number (default: the one that you are at)");
    add_python_option(*command, arguments->python, "The Python that runs its programs");
    command->add_flag("--again", arguments->again, "Predict again, though you have before");
    command->add_flag("--plain", arguments->plain, "Line by line, for screen readers: answers are typed");
    command->footer(
        "Example:\n"
        "  gilkit lesson four-threads-one-core\n\n"
        "Where input or output is no terminal, the whole text is printed, with what was recorded.");
    command->callback([arguments, &action] { action = [arguments] { return run_lesson(*arguments); }; });
}

} // namespace gilkit::cli
