#include "judge/cpu/baseline.hpp"

#include "judge/timed_run.hpp"
#include "os/cores.hpp"
#include "os/signals.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gilkit::judge {

namespace {

tl::expected<Baseline, JudgeError> run_in(const sandbox::BoxSpec& spec, const content::Exercise& exercise,
                                          const BoxFactory& boxes, const nlohmann::json& arguments,
                                          int cores) {
    // The reference is ours: a generous constant guards against an endless loop in it.
    constexpr double patience_s = 300;
    auto run = run_timed(spec, arguments, patience_s, false, boxes.partner());
    if (!run) {
        return tl::unexpected(JudgeError{run.error().interrupted, run.error().what});
    }
    if (run->reply.ending != sandbox::Ending::returned || !run->demand) {
        return tl::unexpected(
            JudgeError{false, fmt::format("{}: the reference did not return a result: {}",
                                          exercise.reference.string(), ending_of(run->reply, run->fault))});
    }
    return Baseline{arguments, std::move(run->reply.value), figures_of(Role::baseline, cores, *run->demand),
                    run->demand->before_s};
}

// How a worker's result crosses to us: our own process, so both sides are believed.
std::string packed(const tl::expected<Baseline, JudgeError>& run) {
    if (!run) {
        return nlohmann::json{{"error", run.error().what}, {"interrupted", run.error().interrupted}}.dump();
    }
    const RunFigures& figures = run->figures;
    return nlohmann::json{
        {"answer", run->answer},
        {"figures",
         {figures.wall_s, figures.cpu_s, figures.queue_s, figures.parallelism, figures.parallelism_low}},
        {"start_s", run->start_s}}
        .dump();
}

} // namespace

tl::expected<Baseline, JudgeError> run_baseline(const content::Exercise& exercise, const BoxFactory& boxes,
                                                const nlohmann::json& arguments) {
    auto spec = boxes.trusted(exercise.reference, exercise.function);
    if (!spec) {
        return tl::unexpected(spec.error());
    }
    return run_in(*spec, exercise, boxes, arguments, static_cast<int>(os::allowed_cpus().size()));
}

tl::expected<BaselineBeside, JudgeError> BaselineBeside::start(const content::Exercise& exercise,
                                                               const BoxFactory& boxes,
                                                               const nlohmann::json& arguments, int cpu) {
    auto spec = boxes.trusted(exercise.reference, exercise.function);
    if (!spec) {
        return tl::unexpected(spec.error());
    }
    spec->cpus = {cpu};
    auto worker = os::Worker::start([&] { return packed(run_in(*spec, exercise, boxes, arguments, 1)); });
    if (!worker) {
        return tl::unexpected(JudgeError{false, worker.error().to_string()});
    }
    return BaselineBeside(*std::move(worker), arguments);
}

tl::expected<Baseline, JudgeError> BaselineBeside::finish() {
    const auto text = worker_.wait();
    if (os::interrupted() != 0) {
        return tl::unexpected(JudgeError{true, "interrupted"});
    }
    if (!text) {
        return tl::unexpected(JudgeError{false, text.error().to_string()});
    }
    auto told = nlohmann::json::parse(*text, nullptr, false);
    if (!told.is_object()) {
        return tl::unexpected(JudgeError{false, "the process that ran the reference was killed"});
    }
    if (told.contains("error")) {
        return tl::unexpected(JudgeError{told["interrupted"].get<bool>(), told["error"].get<std::string>()});
    }
    const nlohmann::json& figures = told["figures"];
    RunFigures run;
    run.role = Role::baseline;
    run.cores = 1;
    run.beside = true;
    run.wall_s = figures.at(0).get<double>();
    run.cpu_s = figures.at(1).get<double>();
    run.queue_s = figures.at(2).get<double>();
    run.parallelism = figures.at(3).get<double>();
    run.parallelism_low = figures.at(4).get<double>();
    return Baseline{std::move(arguments_), std::move(told["answer"]), run, told.at("start_s").get<double>()};
}

} // namespace gilkit::judge
