#include "judge/grade.hpp"

#include "judge/cpu.hpp"
#include "judge/cpu_decision.hpp"
#include "judge/explain.hpp"
#include "judge/value.hpp"
#include "os/clock.hpp"
#include "os/cores.hpp"
#include "os/fd.hpp"
#include "os/procfs.hpp"
#include "os/rights.hpp"

#include <fmt/format.h>

#include <sys/random.h>

namespace gilkit::judge {

namespace {

using sandbox::Ending;

constexpr double trusted_patience_s = 60;

// 48 bits, so that every JSON reader keeps them.
std::uint64_t fresh_seed() {
    std::uint64_t seed = 0;
    while (::getrandom(&seed, sizeof seed, 0) != sizeof seed) {
    }
    return seed >> 16U;
}

JudgeError from_failure(const sandbox::Failure& failure) {
    return {failure.interrupted, failure.what};
}

// Runs functions of the exercise's own files; anything but a result is a fault of the content.
tl::expected<std::vector<nlohmann::json>, JudgeError> run_trusted(const BoxFactory& boxes,
                                                                  const std::filesystem::path& file,
                                                                  const std::string& function,
                                                                  const std::vector<nlohmann::json>& calls) {
    const auto spec = boxes.trusted(file, function);
    if (!spec) {
        return tl::unexpected(spec.error());
    }
    const auto made = run_calls(*spec, calls, trusted_patience_s);
    if (!made) {
        return tl::unexpected(from_failure(made.error()));
    }
    std::vector<nlohmann::json> values;
    for (const sandbox::Reply& reply : made->replies) {
        if (!made->loaded || reply.ending != Ending::returned) {
            return tl::unexpected(JudgeError{false, fmt::format("{}: {}() gave no result: {}", file.string(),
                                                                function, ending_of(reply, made->fault))});
        }
        values.push_back(reply.value);
    }
    return values;
}

// A dict of keyword arguments, encoded, as the list of [name, value] that a call takes.
tl::expected<nlohmann::json, JudgeError> to_arguments(const nlohmann::json& dict,
                                                      const std::filesystem::path& file) {
    const auto tag = dict.find("$");
    if (!dict.is_object() || tag == dict.end() || *tag != "dict") {
        return tl::unexpected(
            JudgeError{false, file.string() + ": expected a dict of arguments, got " + show_value(dict, 80)});
    }
    return dict["v"];
}

// What a function of the exercise's inputs.py makes of each call: dicts of arguments, as lists of them.
tl::expected<std::vector<nlohmann::json>, JudgeError> to_arguments(const nlohmann::json& dicts,
                                                                   const content::Exercise& exercise) {
    std::vector<nlohmann::json> all;
    for (const nlohmann::json& dict : dicts) {
        auto arguments = to_arguments(dict, exercise.inputs);
        if (!arguments) {
            return tl::unexpected(arguments.error());
        }
        all.push_back(*std::move(arguments));
    }
    return all;
}

tl::expected<std::vector<nlohmann::json>, JudgeError> make_cases(const content::Exercise& exercise,
                                                                 const BoxFactory& boxes) {
    const nlohmann::json call = nlohmann::json::array({{"seed", fresh_seed()}});
    return run_trusted(boxes, exercise.inputs, "cases", {call}).and_then([&](const auto& made) {
        return to_arguments(made.front(), exercise);
    });
}

tl::expected<std::vector<nlohmann::json>, JudgeError> make_workloads(const content::Exercise& exercise,
                                                                     const BoxFactory& boxes, double scale) {
    std::vector<nlohmann::json> calls;
    for (std::size_t run = 0; run < max_cpu_runs; ++run) {
        calls.push_back(nlohmann::json::array(
            {{"seed", fresh_seed()}, {"workers", exercise.cpu.workers}, {"scale", scale}}));
    }
    return run_trusted(boxes, exercise.inputs, "workload", calls).and_then([&](const auto& made) {
        return to_arguments(made, exercise);
    });
}

// Small calls first: a wrong answer is told within a moment. False when the result is complete.
tl::expected<bool, JudgeError> check_answers(Result& result, const content::Exercise& exercise,
                                             const BoxFactory& boxes,
                                             const std::vector<nlohmann::json>& cases) {
    const auto expected = run_trusted(boxes, exercise.reference, exercise.function, cases);
    if (!expected) {
        return tl::unexpected(expected.error());
    }
    const auto made = run_calls(boxes.submission(), cases, exercise.limits.time_s);
    if (!made) {
        return tl::unexpected(from_failure(made.error()));
    }
    result.output = made->output;
    for (std::size_t i = 0; i < made->replies.size(); ++i) {
        const sandbox::Reply& reply = made->replies[i];
        if (!made->loaded || made->fault != RunFault::none || reply.ending != Ending::returned) {
            explain_failed_run(result, exercise, reply, made->fault, exercise.limits.time_s);
            return false;
        }
        if (!same_value((*expected)[i], reply.value)) {
            explain_wrong_answer(result, exercise, cases[i], (*expected)[i], reply.value);
            return false;
        }
    }
    return true;
}

tl::expected<void, JudgeError> grade_into(Result& result, const content::Exercise& exercise,
                                          const BoxFactory& boxes, const GradeOptions& options) {
    if (options.progress) {
        options.progress("checking answers");
    }
    const auto cases = make_cases(exercise, boxes);
    if (!cases) {
        return tl::unexpected(cases.error());
    }
    const auto right = check_answers(result, exercise, boxes, *cases);
    if (!right) {
        return tl::unexpected(right.error());
    }
    if (!*right) {
        return {};
    }
    if (!os::run_queue_delay_available()) {
        result.verdict = Verdict::inconclusive;
        result.reason = Reason::unsupported;
        result.message = "Right answers; but this kernel does not tell how long threads wait for a core, so "
                         "parallelism can't be measured.";
        result.explanation.emplace_back(
            "Try: a Linux kernel built with CONFIG_SCHED_INFO (the distributions' "
            "kernels are), where /proc/self/schedstat holds three numbers.");
        return {};
    }
    const auto workloads = [&](double scale) { return make_workloads(exercise, boxes, scale); };
    return judge_cpu(result, exercise, boxes, workloads, options);
}

} // namespace

BoxFactory::BoxFactory(const content::Exercise& exercise, const GradeOptions& options,
                       const std::string& source, const std::string& shown_as)
    : exercise_(exercise), options_(options), source_(source), shown_as_(shown_as) {}

sandbox::BoxSpec BoxFactory::submission() const {
    sandbox::BoxSpec spec;
    spec.enclosure = options_.enclosure;
    spec.interpreter = options_.interpreter.path;
    spec.interpreter_needs = options_.interpreter.needs;
    spec.runner = options_.runner;
    spec.source = source_;
    spec.module = "submission";
    spec.function = exercise_.function;
    spec.shown_as = shown_as_;
    spec.workers = exercise_.cpu.workers;
    spec.limits = {exercise_.limits.memory_mb, exercise_.limits.output_kb, exercise_.limits.tasks};
    return spec;
}

tl::expected<sandbox::BoxSpec, JudgeError> BoxFactory::trusted(const std::filesystem::path& file,
                                                               const std::string& function) const {
    auto source = os::read_regular_file(file, max_submission_bytes);
    if (!source) {
        return tl::unexpected(JudgeError{false, source.error().to_string()});
    }
    sandbox::BoxSpec spec = submission();
    spec.source = *std::move(source);
    spec.module = file.stem().string();
    spec.function = function;
    spec.shown_as = file.string();
    spec.limits = {};
    return spec;
}

tl::expected<Result, sandbox::Failure> grade(const content::Exercise& exercise, const std::string& source,
                                             const std::string& shown_as, const GradeOptions& options) {
    const std::int64_t start_ns = os::monotonic_ns();
    Result result;
    result.exercise = exercise.id;
    result.submission = shown_as;
    result.interpreter = options.interpreter;
    result.gil_why = "it did not come to a run in which gilkit looks at the GIL";
    const BoxFactory boxes(exercise, options, source, shown_as);
    if (const auto graded = grade_into(result, exercise, boxes, options); !graded) {
        if (graded.error().interrupted) {
            return tl::unexpected(sandbox::Failure{true, graded.error().what});
        }
        result.verdict = Verdict::error;
        result.reason = std::nullopt;
        result.message = "gilkit could not grade this: " + graded.error().what;
        result.measurement.reset();
    }
    if (result.verdict == Verdict::failed && !result.score) {
        result.score = 0.0;
    }
    result.seconds = os::seconds(os::monotonic_ns() - start_ns);
    return result;
}

Machine describe_machine() {
    Machine machine;
    machine.cores_online = os::online_cpus();
    machine.cores_effective = os::effective_cores();
    machine.kernel = os::kernel_release();
    return machine;
}

void probe_sampling(Machine& machine) {
    const auto readable = os::read_child_memory();
    machine.sampling_available = readable.has_value();
    machine.sampling_why = readable ? "" : readable.error().to_string();
}

} // namespace gilkit::judge
