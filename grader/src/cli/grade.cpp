#include "judge/grade.hpp"

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/kit.hpp"
#include "cli/progress.hpp"
#include "cli/targets.hpp"
#include "judge/seeds.hpp"
#include "os/signals.hpp"
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
    std::string require_tier;
    std::optional<std::uint64_t> seed;
};

// Every submission's bytes are read before the first is graded: a typing error in the last of ten words
// should not cost the time of nine gradings.
struct Job {
    Target target;
    std::string source;
};

std::optional<std::vector<Job>> plan_jobs(const content::Course& course, const GradeArguments& arguments) {
    std::vector<Target> targets = arguments.solutions ? all_solutions(course) : std::vector<Target>{};
    bool good = true;
    for (const std::string& word : arguments.words) {
        if (auto target = resolve_target(course, word, arguments.exercise)) {
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

// What submissions are boxed with; nullopt, with the reason on stderr, when that is weaker than what was
// asked for.
std::optional<sandbox::Enclosure> boxes_of_tier(const Kit& kit, const std::string& required) {
    sandbox::Enclosure enclosure = enclosure_for(kit);
    const auto least = sandbox::tier_from_string(required);
    if (least && enclosure.tier > *least && os::interrupted() == 0) {
        complain(fmt::format("boxes are of tier {} here, and --require-tier asks for {}: {}",
                             to_string(enclosure.tier), required, enclosure.why_not_better));
        return std::nullopt;
    }
    return enclosure;
}

std::string render(const judge::Report& report, const GradeArguments& arguments) {
    if (arguments.format == "json") {
        return report::grade_json(report);
    }
    report::TerminalStyle style = report::terminal_style_for(STDOUT_FILENO);
    if (!arguments.output.empty()) {
        style.colour = false;
    }
    return report::grade_text(report, style);
}

int run_grade(const GradeArguments& arguments) {
    const auto kit = find_kit();
    const auto course = kit ? load_course(*kit) : std::nullopt;
    if (!course) {
        return exit_usage;
    }
    if (arguments.words.empty() && !arguments.solutions) {
        complain("nothing to grade; name an exercise or a file, e.g. gilkit grade " +
                 course->units.front().id);
        return exit_usage;
    }
    const auto jobs = plan_jobs(*course, arguments);
    if (!jobs) {
        return exit_usage;
    }
    if (!can_deliver(arguments.output) || !machine_is_ready(exercises_of(*jobs))) {
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

    Progress progress;
    judge::Report report;
    report.machine = judge::describe_machine();
    report.machine.sandbox_tier = to_string(enclosure->tier);
    judge::probe_sampling(report.machine);
    for (std::size_t i = 0; i < jobs->size(); ++i) {
        const Job& job = (*jobs)[i];
        const std::string prefix = jobs->size() > 1 ? fmt::format("[{}/{}] ", i + 1, jobs->size()) : "";
        judge::GradeOptions options;
        options.interpreter = *interpreter;
        options.runner = kit->runner();
        options.tool_python = tool_python();
        options.enclosure = *enclosure;
        options.seed = arguments.seed;
        options.progress = [&](std::string_view what) {
            progress.show(fmt::format("{}{}: {}", prefix, job.target.exercise->id, what));
        };
        auto result = judge::grade(*job.target.exercise, job.source, job.target.shown_as, options);
        if (!result) {
            progress.clear();
            complain("interrupted; nothing was left running");
            return exit_interrupted;
        }
        report.results.push_back(*std::move(result));
    }
    progress.clear();
    return deliver(render(report, arguments), arguments.output) ? report.exit_code() : exit_grader_broke;
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
    command
        ->add_option("--python", arguments->python, "The Python that runs the submissions (default: python3)")
        ->type_name("PATH");
    command
        ->add_option("--format", arguments->format,
                     "text (default) or json (grader/schema/grade.schema.json)")
        ->type_name("FORMAT")
        ->check(CLI::IsMember({"text", "json"}).description(""));
    command
        ->add_option("--require-tier", arguments->require_tier,
                     "Grade nothing unless submissions can be boxed at least this well: A, B, C or D")
        ->type_name("TIER")
        ->check(CLI::IsMember({"A", "B", "C", "D"}).description(""));
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
                    "  gilkit grade --exercise four-threads-one-core --format json my_try.py\n\n"
                    "Exit code: 0 all passed, 1 a submission failed, 2 wrong usage or content,\n"
                    "3 the grader itself failed, 4 something is inconclusive, 130 interrupted.");
    command->callback([arguments, &action] { action = [arguments] { return run_grade(*arguments); }; });
}

} // namespace gilkit::cli
