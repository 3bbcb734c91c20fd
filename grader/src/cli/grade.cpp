#include "judge/grade.hpp"

#include "cli/commands.hpp"
#include "cli/event_stream.hpp"
#include "cli/exit_code.hpp"
#include "cli/learner.hpp"
#include "cli/progress.hpp"
#include "cli/reports.hpp"
#include "cli/shared_options.hpp"
#include "cli/targets.hpp"
#include "judge/seeds.hpp"
#include "os/signals.hpp"
#include "report/formats/formats.hpp"
#include "report/json.hpp"
#include "report/terminal.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <memory>

namespace gilkit::cli {

namespace {

struct GradeArguments {
    std::vector<std::string> words;
    std::optional<std::string> exercise;
    bool solutions = false;
    std::string python = "python3";
    std::string format = "text";
    std::string output;
    std::vector<std::string> reports;
    std::string require_tier;
    std::optional<std::uint64_t> seed;

    bool tells_events() const { return format == "json-lines"; }
};

// Every submission's bytes are read before the first is graded: a typing error in the last of ten words
// should not cost the time of nine gradings.
struct Job {
    Target target;
    std::string source;
};

std::optional<std::vector<Job>> plan_jobs(const Learner& learner, const GradeArguments& arguments) {
    std::vector<Target> targets = arguments.solutions ? all_solutions(learner.course) : std::vector<Target>{};
    bool good = true;
    for (const std::string& word : arguments.words) {
        if (auto target = resolve_target(learner.course, learner.place, word, arguments.exercise)) {
            targets.push_back(*std::move(target));
        } else {
            complain(target.error());
            good = false;
        }
    }
    std::vector<Job> jobs;
    for (Target& target : targets) {
        if (auto source = read_submission(target)) {
            jobs.push_back({std::move(target), *std::move(source)});
        } else {
            complain(source.error());
            good = false;
        }
    }
    return good ? std::optional(std::move(jobs)) : std::nullopt;
}

std::vector<const content::Exercise*> exercises_of(const std::vector<Job>& jobs) {
    std::vector<const content::Exercise*> exercises(jobs.size());
    std::ranges::transform(jobs, exercises.begin(), [](const Job& job) { return job.target.exercise; });
    return exercises;
}

std::string render(const judge::Report& report, const GradeArguments& arguments) {
    if (arguments.format != "text") {
        return report::find_format(arguments.format)->write(report);
    }
    report::TerminalStyle style = report::terminal_style_for(STDOUT_FILENO);
    if (!arguments.output.empty()) {
        style.colour = false;
    }
    return report::grade_text(report, style);
}

// Keeps a verdict on the learner's own file with the progress. What says nothing of the file is no attempt.
void note(const Learner& learner, const content::Exercise& exercise, const judge::Result& result) {
    if (result.verdict == judge::Verdict::error) {
        return;
    }
    learner.keep([&](learn::Progress& progress) {
        learn::note_verdict(progress, exercise.id, result.verdict == judge::Verdict::passed);
    });
}

// A grading that was ended before its verdict.
int cut_short(const EventStream& events) {
    if (events.fault() && events.fault()->code != EINTR) {
        complain(
            fmt::format("can't write the result: {}; nothing was left running", events.fault()->to_string()));
        return exit_grader_broke;
    }
    complain("interrupted; nothing was left running");
    return exit_interrupted;
}

// Grades one after the other, and delivers the reports.
int grade_and_report(const Learner& learner, const std::vector<Job>& jobs, const judge::GradeOptions& common,
                     const GradeArguments& arguments, const Reports& reports) {
    Progress progress;
    EventStream events(arguments.tells_events());
    judge::Report report;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        const Target& target = jobs[i].target;
        const std::string prefix = jobs.size() > 1 ? fmt::format("[{}/{}] ", i + 1, jobs.size()) : "";
        events.tell(report::started_event(target.exercise->id, target.shown_as));
        judge::GradeOptions options = common;
        options.progress = [&](std::string_view what) {
            progress.show(fmt::format("{}{}: {}", prefix, target.exercise->id, what));
            events.tell(report::progress_event(what));
        };
        options.on_check = [&](const judge::Check& check) { events.tell(report::check_event(check)); };
        auto result = judge::grade(*target.exercise, jobs[i].source, target.shown_as, options);
        if (result) {
            events.tell(report::result_event(*result));
        }
        if (!result || events.fault()) {
            progress.clear();
            return cut_short(events);
        }
        if (target.is_the_learners) {
            note(learner, *target.exercise, *result);
        }
        report.results.push_back(*std::move(result));
    }
    progress.clear();
    if (arguments.tells_events() && reports.empty()) {
        return report.exit_code();
    }
    // Only now: nobody is to wait for it.
    report.machine = judge::describe_machine();
    report.machine.sandbox_tier = to_string(common.enclosure.tier);
    judge::probe_sampling(report.machine);
    const bool written = reports.deliver(report);
    const bool told = arguments.tells_events() || deliver(render(report, arguments), arguments.output);
    return written && told ? report.exit_code() : exit_grader_broke;
}

int run_grade(const GradeArguments& arguments) {
    const auto learner = find_learner();
    if (!learner) {
        return exit_usage;
    }
    const Kit* const kit = &learner->kit;
    const content::Course* const course = &learner->course;
    if (arguments.words.empty() && !arguments.solutions) {
        complain("nothing to grade; name an exercise or a file, e.g. gilkit grade " +
                 course->units.front().id);
        return exit_usage;
    }
    if (arguments.tells_events() && !arguments.output.empty()) {
        complain("--format json-lines tells on stdout how it goes; instead of --output FILE, use > FILE");
        return exit_usage;
    }
    const auto reports = Reports::parse(arguments.reports, arguments.format, arguments.output);
    const auto jobs = plan_jobs(*learner, arguments);
    if (!reports || !jobs) {
        return exit_usage;
    }
    if (!can_deliver(arguments.output) || !reports->can_be_delivered() ||
        !machine_is_ready(exercises_of(*jobs))) {
        return exit_grader_broke;
    }
    const auto interpreter = student_interpreter(arguments.python);
    if (!interpreter) {
        return interpreter.error();
    }

    const auto enclosure = boxes_of_tier(*kit, arguments.require_tier);
    if (os::interrupted() != 0) {
        complain("interrupted; nothing was left running");
        return exit_interrupted;
    }
    if (!enclosure || !places_are_ready(*enclosure)) {
        return exit_grader_broke;
    }

    judge::GradeOptions options = grade_options(*kit, *interpreter, *enclosure);
    options.seed = arguments.seed;
    return grade_and_report(*learner, *jobs, options, arguments, *reports);
}

std::vector<std::string> formats_of_stdout() {
    std::vector<std::string> names;
    for (const report::Format& format : report::formats()) {
        names.emplace_back(format.name);
    }
    names.emplace_back("json-lines");
    return names;
}

} // namespace

void add_grade(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<GradeArguments>();
    CLI::App* command = app.add_subcommand("grade", "Grade submissions");
    command->add_option("WHAT", arguments->words,
                        "Exercise id (grades the file in its folder), or the path of a submission");
    command->add_option("--exercise", arguments->exercise, "The exercise that the given paths belong to")
        ->type_name("ID");
    command->add_flag("--solutions", arguments->solutions, "Grade the worked solution of every exercise");
    add_python_option(*command, arguments->python, "The Python that runs the submissions");
    command
        ->add_option(
            "--format", arguments->format,
            "text (default), json (grader/schema/grade.schema.json), or json-lines, which tells on "
            "stdout how it goes (grader/schema/grade-events.schema.json); for CI junit, tap, markdown and "
            "github, which annotates files and appends a summary to the file $GITHUB_STEP_SUMMARY where "
            "that is set; for classes classroom (GitHub Classroom's), gradescope, prairielearn and exercism")
        ->type_name("FORMAT")
        ->check(CLI::IsMember(formats_of_stdout()).description(""));
    command
        ->add_option(
            "--report", arguments->reports,
            "Write a report in that format (any but json-lines) to a file as well; may be given again")
        ->type_name("NAME:FILE")
        ->allow_extra_args(false);
    add_tier_option(*command, arguments->require_tier,
                    "Grade nothing unless submissions can be boxed at least this well: A, B, C or D");
    command
        ->add_option(
            "--seed", arguments->seed,
            "Use the secret inputs and schedules of an earlier grading again; its JSON names the seed")
        ->type_name("N")
        ->check(CLI::Range(std::uint64_t{0}, judge::most_seed).description(""));
    command->add_option("--output", arguments->output, "Write the report there instead of to stdout")
        ->type_name("FILE");
    command->footer("Example:\n"
                    "  gilkit grade four-threads-one-core\n"
                    "  gilkit grade --exercise four-threads-one-core --format json my_try.py\n"
                    "  gilkit grade plus-equals --report junit:out.xml --report markdown:out.md\n\n"
                    "Exit code: 0 all passed, 1 a submission failed, 2 wrong usage or content,\n"
                    "3 the grader itself failed, 4 something is inconclusive, 130 interrupted.");
    command->callback([arguments, &action] { action = [arguments] { return run_grade(*arguments); }; });
}

} // namespace gilkit::cli
