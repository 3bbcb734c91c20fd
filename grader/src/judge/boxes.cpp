#include "judge/boxes.hpp"

#include "judge/timed_run.hpp"
#include "judge/value.hpp"
#include "os/fd.hpp"

#include <fmt/format.h>

namespace gilkit::judge {

namespace {

constexpr double trusted_patience_s = 60;

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

} // namespace

JudgeError from_failure(const sandbox::Failure& failure) {
    return {failure.interrupted, failure.what};
}

BoxFactory::BoxFactory(const content::Exercise& exercise, const GradeOptions& options,
                       const std::string& source, const std::string& shown_as)
    : exercise_(exercise), options_(options), source_(source), shown_as_(shown_as) {}

void BoxFactory::drive(sandbox::BoxFile submitted, sandbox::BoxFile ours) {
    driven_ = Driven{std::move(submitted), std::move(ours)};
}

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
    spec.workers = exercise_.workers;
    spec.limits = {exercise_.limits.memory_mb, exercise_.limits.output_kb, exercise_.limits.tasks};
    if (driven_) {
        spec.beside = {driven_->submitted};
        spec.is_driver = true;
    }
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
    spec.is_driver = false;
    if (driven_) {
        spec.beside = {driven_->ours};
    }
    return spec;
}

tl::expected<TrustedAnswers, JudgeError> run_trusted(const BoxFactory& boxes,
                                                     const std::filesystem::path& file,
                                                     const std::string& function,
                                                     const std::vector<nlohmann::json>& calls) {
    const auto spec = boxes.trusted(file, function);
    if (!spec) {
        return tl::unexpected(spec.error());
    }
    auto made = run_calls(*spec, calls, trusted_patience_s);
    if (!made) {
        return tl::unexpected(from_failure(made.error()));
    }
    TrustedAnswers answers;
    for (sandbox::Reply& reply : made->replies) {
        if (!made->loaded || reply.ending != sandbox::Ending::returned) {
            return tl::unexpected(JudgeError{false, fmt::format("{}: {}() gave no result: {}", file.string(),
                                                                function, ending_of(reply, made->fault))});
        }
        answers.values.push_back(std::move(reply.value));
    }
    answers.printed = std::move(made->printed);
    return answers;
}

tl::expected<std::vector<nlohmann::json>, JudgeError> make_cases(const content::Exercise& exercise,
                                                                 const BoxFactory& boxes, Seeds& seeds) {
    const nlohmann::json call = nlohmann::json::array({{"seed", seeds.next()}});
    return run_trusted(boxes, exercise.inputs, "cases", {call}).and_then([&](const TrustedAnswers& made) {
        return to_arguments(made.values.front(), exercise);
    });
}

tl::expected<std::vector<nlohmann::json>, JudgeError> make_workloads(const content::Exercise& exercise,
                                                                     const BoxFactory& boxes, Seeds& seeds,
                                                                     std::size_t count, double scale) {
    std::vector<nlohmann::json> calls;
    for (std::size_t run = 0; run < count; ++run) {
        calls.push_back(
            nlohmann::json::array({{"seed", seeds.next()}, {"workers", exercise.workers}, {"scale", scale}}));
    }
    return run_trusted(boxes, exercise.inputs, "workload", calls).and_then([&](const TrustedAnswers& made) {
        return to_arguments(made.values, exercise);
    });
}

} // namespace gilkit::judge
