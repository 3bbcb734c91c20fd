#include "batch/engine.hpp"
#include "batch/identity.hpp"
#include "batch/results/publisher.hpp"
#include "batch/results/summary.hpp"
#include "batch/slurm/engine.hpp"
#include "cli/batch_progress.hpp"
#include "cli/batch_setup.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/kit.hpp"
#include "cli/shared_options.hpp"
#include "os/cores.hpp"
#include "os/fd.hpp"
#include "os/signals.hpp"
#include "report/formats/formats.hpp"
#include "report/text.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

namespace gilkit::cli {

namespace fs = std::filesystem;

namespace {

int tell_status(const BatchArguments& arguments) {
    const fs::path out = results_folder(arguments);
    if (out.empty()) {
        return exit_usage;
    }
    auto journal = batch::Journal::open_to_read(out);
    const auto counts = journal ? journal->counts() : tl::unexpected(journal.error());
    if (!counts) {
        return stop(counts.error().kind == batch::JournalFault::Kind::failed ? exit_grader_broke : exit_usage,
                    counts.error().message);
    }
    fmt::print("{}", batch::status_text(*counts, batch::Lock::owner(out / "batch.lock"), out,
                                        report::terminal_style_for(STDOUT_FILENO)));
    if (const std::string cluster = batch::slurm::cluster_status(out); !cluster.empty()) {
        fmt::print("{}\n", report::safe(cluster, true, report::Wording::exact));
    }
    return exit_ok;
}

int deliver_results(batch::Journal& journal, const judge::Machine& machine, const BatchArguments& arguments,
                    const fs::path& out) {
    const auto figures = batch::figures_of(journal);
    const auto counts = journal.counts();
    if (!figures || !counts) {
        return stop(exit_grader_broke, !figures ? figures.error().message : counts.error().message);
    }
    if (arguments.tells_json()) {
        const auto told = batch::tell_grade_json(journal, machine, [](std::string_view text) {
            return os::write_unless_interrupted(STDOUT_FILENO, text).has_value();
        });
        if (!told) {
            return os::interrupted() != 0 ? exit_interrupted : stop(exit_grader_broke, told.error());
        }
    } else {
        fmt::print("{}",
                   batch::summary_text(*counts, *figures, out, report::terminal_style_for(STDOUT_FILENO)));
    }
    return batch::exit_code_of(figures->all);
}

// JSON they get anyway.
std::vector<const report::Format*> formats_for_students(const BatchArguments& arguments) {
    std::vector<const report::Format*> formats;
    for (const std::string& name : arguments.formats) {
        const report::Format* const format = report::find_format(name);
        if (name != "json" && std::ranges::find(formats, format) == formats.end()) {
            formats.push_back(format);
        }
    }
    return formats;
}

std::vector<std::string> names_of_formats() {
    std::vector<std::string> names;
    for (const report::Format& format : report::formats()) {
        names.emplace_back(format.name);
    }
    return names;
}

// `cluster`: nullopt: on this machine.
int grade_and_publish(batch::Journal& journal, const content::Course& course,
                      const judge::GradeOptions& grading, const BatchArguments& arguments,
                      const fs::path& out, std::optional<batch::slurm::ClusterOptions> cluster) {
    judge::Machine machine = judge::describe_machine();
    machine.sandbox_tier = to_string(grading.enclosure.tier);
    judge::probe_sampling(machine);
    batch::Publisher publisher(journal, out, formats_for_students(arguments), machine);
    const auto before = journal.counts();
    BatchProgress teller(before ? before->done() : 0);
    batch::EngineOptions options;
    options.grading = grading;
    // A grading waits for a part of its time (boxes start, servers answer slowly): one a core leaves cores
    // idle.
    options.jobs = arguments.jobs.value_or(
        static_cast<std::size_t>(std::max(1.0, std::ceil(2 * os::effective_cores()))));
    options.turns = out / "turn.lock";
    options.on_progress = [&](std::size_t wanted, std::size_t made, std::size_t running) {
        teller.tell(wanted, made, running);
    };
    options.on_recorded = [&](const std::string& key) { return publisher.publish_students_of(key); };
    if (cluster) {
        cluster->on_note = [&](const std::string& words) { teller.note(words); };
    }
    const auto graded = cluster ? batch::slurm::grade_on_cluster(journal, course, options, *cluster)
                                : batch::grade_pending(journal, course, options);
    teller.clear();
    if (!graded) {
        return stop(exit_grader_broke, graded.error());
    }
    if (os::interrupted() != 0) {
        const auto counts = journal.counts();
        return stop(
            exit_interrupted,
            fmt::format("interrupted; {}, {} of {} submissions are done, and the same command goes on",
                        cluster && batch::slurm::jobs_outlive(os::interrupted())
                            ? "Slurm's jobs are left to go on"
                            : "nothing was left running",
                        counts ? counts->done() : 0, counts ? counts->submissions : 0));
    }
    if (const auto published = publisher.publish(); !published) {
        return stop(exit_grader_broke, published.error());
    }
    return deliver_results(journal, machine, arguments, out);
}

int run_batch(const BatchArguments& arguments) {
    if (arguments.status) {
        return tell_status(arguments);
    }
    if (arguments.folder.empty()) {
        return stop(exit_usage, "name the folder that holds the submissions, an entry for each student");
    }
    const auto loaded = load_kit({.recordings = content::Recordings::ignored});
    if (!loaded) {
        return exit_usage;
    }
    const auto& [kit, course] = *loaded;
    const auto exercise = exercise_for(course, arguments.exercise);
    if (!exercise) {
        return exercise.error();
    }
    std::error_code error;
    if (!fs::is_directory(arguments.folder, error)) {
        return stop(exit_usage, fmt::format("{} is no folder; name the one that holds the submissions",
                                            arguments.folder));
    }
    const fs::path out = results_folder(arguments);
    if (out.empty()) {
        return exit_usage;
    }
    // The nodes of a cluster look at themselves.
    if (!arguments.on_cluster() && !machine_is_ready(exercises_of(course, *exercise))) {
        return exit_grader_broke;
    }
    const auto interpreter = student_interpreter(arguments.python);
    if (!interpreter) {
        return interpreter.error();
    }
    const auto python = batch::identity_of(*interpreter);
    const auto enclosure = boxes_of_tier(kit, arguments.on_cluster() ? "" : arguments.require_tier);
    if (os::interrupted() != 0) {
        return stop(exit_interrupted, "interrupted; the same command goes on where it was");
    }
    if (!python) {
        return stop(exit_usage, python.error());
    }
    if (!enclosure || (!arguments.on_cluster() && !places_are_ready(*enclosure))) {
        return exit_grader_broke;
    }
    const auto lock = take_folder(out);
    if (!lock) {
        return lock.error();
    }
    if (const std::string how = batch::slurm::how_to_give_up_jobs(out);
        !how.empty() && !arguments.on_cluster()) {
        return stop(exit_usage,
                    fmt::format("this batch has jobs on a cluster; go on with --engine slurm, or give "
                                "them up: {}",
                                how));
    }
    auto journal = open_journal(out, arguments.anew);
    if (!journal) {
        return journal.error();
    }
    if (const auto ended = take_in(*journal, course, *exercise, arguments, out, *python)) {
        return *ended;
    }
    return grade_and_publish(*journal, course, grade_options(kit, *interpreter, *enclosure), arguments, out,
                             arguments.on_cluster()
                                 ? std::optional(cluster_options(arguments, out, kit.root, *python))
                                 : std::nullopt);
}

} // namespace

void add_batch(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<BatchArguments>();
    CLI::App* command =
        app.add_subcommand("batch", "Grade a whole class: a folder with an entry for each student");
    command->add_option("DIR", arguments->folder,
                        "Holds a folder, an archive (.zip, .tar.gz and the like) or a file for each student");
    command
        ->add_option("--exercise", arguments->exercise,
                     "The exercise that all are for (default: students' folders are named like exercises)")
        ->type_name("ID");
    command
        ->add_option("--out", arguments->out,
                     "Where results and journal are kept (default: DIR-graded, beside it)")
        ->type_name("DIR");
    command
        ->add_option(
            "--format", arguments->formats,
            fmt::format(
                "Reports for each student beside result.json, once for each: {}. With json, all results "
                "on stdout, as one object (grader/schema/grade.schema.json)",
                fmt::join(names_of_formats(), ", ")))
        ->type_name("FORMAT")
        ->type_size(1)
        ->allow_extra_args(false)
        ->check(CLI::IsMember(names_of_formats()).description(""));
    command
        ->add_option("--jobs", arguments->jobs,
                     "Gradings at the same time, on a cluster in each task (default: two for each core)")
        ->type_name("N")
        ->check(CLI::Range(1, 1024).description(""));
    add_python_option(*command, arguments->python, "The Python that runs the submissions");
    add_tier_option(*command, arguments->require_tier,
                    "Grade nothing unless submissions can be boxed at least this well: A, B, C or D");
    command
        ->add_option("--engine", arguments->engine,
                     "Who grades: local, this machine (default), or slurm, the nodes of a Slurm cluster")
        ->type_name("ENGINE")
        ->check(CLI::IsMember({"local", "slurm"}).description(""));
    command
        ->add_option("--slurm-options", arguments->slurm_options,
                     "Options for sbatch, --slurm-options=\"--partition=short --time=60\" (default: "
                     "--cpus-per-task=2)")
        ->type_name("OPTIONS");
    command->add_flag("--anew", arguments->anew, "Grade again what was graded before");
    command->add_flag("--status", arguments->status, "Only tell how far it is");
    command->footer("Example:\n"
                    "  gilkit batch handed-in --exercise plus-equals\n"
                    "  gilkit batch --status handed-in\n\n"
                    "What was interrupted, even by a power failure, goes on by the same command; what was\n"
                    "graded is graded again only when it, the exercise, the Python or gilkit has changed.\n\n"
                    "--engine slurm is called on a login node, with a folder of results that all nodes\n"
                    "see. Ctrl-C takes the jobs back; when the session ends they go on, and the same\n"
                    "command gathers what they came to.\n\n"
                    "Exit code: 0 all passed, 1 a submission failed, 2 wrong usage or content,\n"
                    "3 something could not be graded, 4 something is inconclusive, 130 interrupted.");
    command->callback([arguments, &action] { action = [arguments] { return run_batch(*arguments); }; });
}

} // namespace gilkit::cli
