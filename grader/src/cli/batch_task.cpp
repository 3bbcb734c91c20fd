#include "batch/identity.hpp"
#include "batch/slurm/script.hpp"
#include "batch/slurm/task.hpp"
#include "cli/batch_setup.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/kit.hpp"
#include "os/signals.hpp"

#include <fmt/format.h>

#include <memory>
#include <vector>

namespace gilkit::cli {

namespace slurm = batch::slurm;

namespace {

struct TaskArguments {
    std::string plan;
    std::size_t job = 0;
};

// The exit code by which a node tells that it can't grade, unless we were interrupted.
int unfit(const std::string& message = "") {
    if (os::interrupted() != 0) {
        return exit_interrupted;
    }
    if (!message.empty()) {
        complain(message);
    }
    return slurm::exit_unfit;
}

int run_task(const TaskArguments& arguments) {
    const slurm::PlanFolder folder(arguments.plan);
    const auto plan = folder.read();
    const auto job = folder.read_job(arguments.job);
    const auto place = slurm::place_of_task();
    if (!plan || !job || !place) {
        return unfit(!plan ? plan.error() : !job ? job.error() : place.error());
    }
    constexpr std::size_t most_restarts = 5; // nodes that fail; or one of these submissions has them fail
    if (place->restarts > most_restarts || place->task >= job->tasks.size()) {
        return stop(exit_grader_broke,
                    fmt::format("Slurm has started this task {} times", place->restarts + 1));
    }
    const std::vector<batch::Pending>& wanted = job->tasks[place->task];
    const auto loaded = load_kit({.recordings = content::Recordings::ignored});
    if (!loaded) {
        return unfit();
    }
    const auto& [kit, course] = *loaded;
    const auto interpreter = student_interpreter(plan->python);
    const auto python = interpreter ? batch::identity_of(*interpreter) : tl::unexpected(std::string());
    if (!python) {
        return unfit(python.error());
    }
    if (const auto fit = slurm::is_fit(folder, *plan, wanted, course, *python); !fit) {
        return unfit(fit.error());
    }
    std::vector<const content::Exercise*> exercises;
    exercises.reserve(wanted.size());
    for (const batch::Pending& each : wanted) {
        exercises.push_back(&*course.find(each.exercise)->exercise);
    }
    const auto enclosure =
        machine_is_ready(exercises) ? boxes_of_tier(kit, plan->require_tier) : std::nullopt;
    if (!enclosure || !places_are_ready(*enclosure)) {
        return unfit();
    }
    batch::EngineOptions options;
    options.grading = grade_options(kit, *interpreter, *enclosure);
    options.jobs = plan->gradings > 0 ? plan->gradings : 2 * place->cores;
    options.turns = folder.turns(place->node);
    if (const auto graded = slurm::grade_task(folder, wanted, course, options); !graded) {
        return stop(exit_grader_broke, graded.error());
    }
    return os::interrupted() != 0 ? exit_interrupted : exit_ok;
}

} // namespace

void add_batch_task(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<TaskArguments>();
    CLI::App* command = app.add_subcommand("batch-task", "What a task of gilkit batch --engine slurm does");
    command->group(""); // nobody types it
    command->add_option("PLAN", arguments->plan)->required();
    command->add_option("JOB", arguments->job)->required();
    command->callback([arguments, &action] { action = [arguments] { return run_task(*arguments); }; });
}

} // namespace gilkit::cli
