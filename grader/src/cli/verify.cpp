#include "verify/verify.hpp"

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/kit.hpp"
#include "cli/progress.hpp"
#include "content/text.hpp"
#include "judge/grade.hpp"
#include "os/clock.hpp"
#include "os/cores.hpp"
#include "os/signals.hpp"
#include "report/verify.hpp"
#include "verify/lesson.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <memory>

namespace gilkit::cli {

namespace {

struct VerifyArguments {
    std::vector<std::string> ids;
    std::vector<std::string> only;
    bool record = false;
    std::vector<std::string> pythons;
    std::optional<std::size_t> jobs;
    std::string format = "text";
    std::string output;

    // Text that nobody wants in a file is printed while it comes.
    bool streams() const { return format == "text" && output.empty(); }
};

// The units that are named, or all, in the order of the course; nullopt, with the reason on stderr, when
// there is no such unit.
std::optional<std::vector<const content::Unit*>> units_to_verify(const content::Course& course,
                                                                 const VerifyArguments& arguments) {
    std::vector<std::string> known;
    for (const content::Unit& unit : course.units) {
        known.push_back(unit.id);
    }
    std::vector<std::string> names = arguments.ids;
    names.insert(names.end(), arguments.only.begin(), arguments.only.end());
    std::vector<const content::Unit*> named;
    for (const std::string& name : names) {
        named.push_back(course.find(name));
        if (named.back() == nullptr) {
            complain(fmt::format("there is no lesson or exercise '{}'; {}", name,
                                 content::did_you_mean(name, known, "see gilkit list")));
            return std::nullopt;
        }
    }
    std::vector<const content::Unit*> units;
    for (const content::Unit& unit : course.units) {
        if (names.empty() || std::ranges::find(named, &unit) != named.end()) {
            units.push_back(&unit);
        }
    }
    return units;
}

std::vector<const content::Exercise*> exercises_to_grade(const std::vector<const content::Unit*>& units,
                                                         const VerifyArguments& arguments) {
    std::vector<const content::Exercise*> exercises;
    for (const content::Unit* unit : units) {
        if (unit->exercise && !arguments.record) {
            exercises.push_back(&*unit->exercise);
        }
    }
    return exercises;
}

// Whether there is anything in these units that it can run.
bool is_of_use(const judge::AskedInterpreter& python, const std::vector<const content::Unit*>& units,
               const VerifyArguments& arguments) {
    return python.supported || arguments.record || std::ranges::any_of(units, [&](const content::Unit* unit) {
               return unit->lesson && verify::is_recorded_on_one_like(*unit->lesson, python.interpreter);
           });
}

// Each interpreter once, however often it is named; or the exit code.
tl::expected<std::vector<judge::AskedInterpreter>, int>
interpreters_for(const std::vector<const content::Unit*>& units, const VerifyArguments& arguments) {
    std::vector<judge::AskedInterpreter> interpreters;
    for (const std::string& name :
         arguments.pythons.empty() ? std::vector<std::string>{"python3"} : arguments.pythons) {
        const auto found = any_interpreter(name);
        if (!found) {
            return tl::unexpected(found.error());
        }
        if (!is_of_use(*found, units, arguments)) {
            complain(judge::too_old(found->interpreter));
            return tl::unexpected(exit_usage);
        }
        const auto same = [&](const judge::AskedInterpreter& other) {
            return other.interpreter.path == found->interpreter.path;
        };
        if (std::ranges::none_of(interpreters, same)) {
            interpreters.push_back(*found);
        }
    }
    return interpreters;
}

std::string render(const verify::Report& report, const VerifyArguments& arguments,
                   report::TerminalStyle style) {
    if (arguments.format == "json") {
        return report::verify_json(report);
    }
    std::string text;
    if (!arguments.streams()) {
        style.colour = false;
        for (const verify::Check& check : report.checks) {
            text += report::verify_check_text(check, report, style);
        }
    }
    return text + report::verify_summary_text(report, style);
}

// Everything is ready: does it, and delivers the report.
int verify_and_report(const Kit& kit, const content::Course& course,
                      const std::vector<const content::Unit*>& units, const VerifyArguments& arguments,
                      verify::Options& options) {
    const std::int64_t start_ns = os::monotonic_ns();
    const report::TerminalStyle style = report::terminal_style_for(STDOUT_FILENO);
    verify::Report report;
    report.machine = judge::describe_machine();
    report.machine.sandbox_tier = to_string(options.enclosure.tier);
    judge::probe_sampling(report.machine);
    for (const judge::AskedInterpreter& python : options.interpreters) {
        report.interpreters.push_back(python.interpreter);
    }
    options.runner = kit.runner();
    options.tool_python = tool_python();
    Progress progress;
    options.on_progress = [&](const std::string& what) { progress.show(what); };
    if (arguments.streams()) {
        options.on_check = [&](const verify::Check& check) {
            progress.clear();
            fmt::print("{}", report::verify_check_text(check, report, style));
            std::fflush(stdout);
        };
    }
    auto checks = arguments.record ? verify::record_units(course, units, options)
                                   : verify::verify_units(course, units, options);
    progress.clear();
    if (!checks) {
        complain(checks.error().interrupted ? "interrupted; nothing was left running" : checks.error().why);
        return checks.error().interrupted ? exit_interrupted : exit_grader_broke;
    }
    report.checks = *std::move(checks);
    report.seconds = os::seconds(os::monotonic_ns() - start_ns);
    return deliver(render(report, arguments, style), arguments.output) ? report.exit_code()
                                                                       : exit_grader_broke;
}

int run_verify(const VerifyArguments& arguments) {
    const auto loaded = load_kit(
        {.recordings = arguments.record ? content::Recordings::begun : content::Recordings::required});
    const auto units = loaded ? units_to_verify(loaded->course, arguments) : std::nullopt;
    if (!units) {
        return exit_usage;
    }
    if (arguments.record && arguments.pythons.size() > 1) {
        complain("--record takes one --python at a time; call it once for each");
        return exit_usage;
    }
    const std::vector<const content::Exercise*> exercises = exercises_to_grade(*units, arguments);
    if (!can_deliver(arguments.output) || !machine_is_ready(exercises)) {
        return exit_grader_broke;
    }
    verify::Options options;
    auto interpreters = interpreters_for(*units, arguments);
    if (!interpreters) {
        return interpreters.error();
    }
    options.interpreters = *std::move(interpreters);
    options.enclosure = enclosure_for(loaded->kit);
    if (os::interrupted() != 0) {
        complain("interrupted; nothing was left running");
        return exit_interrupted;
    }
    if (!exercises.empty() && !places_are_ready(options.enclosure)) {
        return exit_grader_broke;
    }
    options.jobs = arguments.jobs.value_or(std::max(1, static_cast<int>(os::effective_cores())));
    return verify_and_report(loaded->kit, loaded->course, *units, arguments, options);
}

} // namespace

void add_verify(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<VerifyArguments>();
    CLI::App* command = app.add_subcommand(
        "verify",
        "For authors: check that lessons claim what is measured and exercises catch what they must");
    command->add_option("ID", arguments->ids, "Lessons and exercises to verify (default: all)");
    // Of these, each takes one word: what follows is a lesson or an exercise.
    constexpr int one_each = 1;
    command->add_option("--only", arguments->only, "The same as an option; may be repeated")
        ->type_name("ID")
        ->type_size(one_each)
        ->allow_extra_args(false);
    CLI::Option* const record = command->add_flag("--record", arguments->record,
                                                  "Run the lessons' programs and write their observed.json");
    command
        ->add_option(
            "--python", arguments->pythons,
            "The Python that runs everything (default: python3); once for each, where several should")
        ->type_name("PATH")
        ->type_size(one_each)
        ->allow_extra_args(false);
    command
        ->add_option("--jobs", arguments->jobs,
                     "Checks at the same time (default: as many as there are cores)")
        ->type_name("N")
        ->check(CLI::Range(1, 1024).description(""))
        ->excludes(record);
    command
        ->add_option("--format", arguments->format,
                     "text (default) or json (grader/schema/verify.schema.json)")
        ->type_name("FORMAT")
        ->check(CLI::IsMember({"text", "json"}).description(""));
    command->add_option("--output", arguments->output, "Write the report there instead of to stdout")
        ->type_name("FILE");
    command->footer(
        "Example:\n"
        "  gilkit verify --only four-threads-one-core\n"
        "  gilkit verify --python python3.9 --python python3.13 --jobs 4\n"
        "  gilkit verify --record --python /usr/bin/python3\n\n"
        "Exit code: 0 all holds, 1 something does not, 2 wrong usage or content, 3 gilkit itself\n"
        "failed, 4 nothing failed but something is undecided, 130 interrupted.");
    command->callback([arguments, &action] { action = [arguments] { return run_verify(*arguments); }; });
}

} // namespace gilkit::cli
