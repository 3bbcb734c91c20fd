#include "judge/native/judge.hpp"

#include "judge/cpu/judge.hpp"
#include "judge/native/build.hpp"
#include "judge/native/explain.hpp"
#include "judge/native/toolchain.hpp"
#include "os/fd.hpp"

#include <fmt/format.h>

namespace gilkit::judge {

namespace {

// Its driver, as a `cpu` submission.
Judged judge_driver(const content::NativeRequirement& asks, const Grading& grading,
                    const Interpreter& interpreter, Builds builds) {
    const auto driver = os::read_regular_file(asks.driver, max_submission_bytes);
    if (!driver) {
        return tl::unexpected(JudgeError{false, driver.error().to_string()});
    }
    GradeOptions options = grading.options;
    options.interpreter = interpreter;
    BoxFactory boxes(grading.exercise, options, *driver, grading.result.submission);
    const std::string module = asks.module + ".so";
    boxes.drive({module, std::move(builds.submitted_module)}, {module, std::move(builds.reference_module)});
    return judge(asks.cpu,
                 Grading{grading.result, grading.exercise, boxes, options, grading.seeds, grading.told});
}

} // namespace

Judged judge(const content::NativeRequirement& requirement, const Grading& grading) {
    grading.tell("looking for a compiler");
    const auto toolchain = find_toolchain(grading);
    if (!toolchain) {
        return tl::unexpected(toolchain.error());
    }
    Result& result = grading.result;
    result.interpreter = toolchain->interpreter;
    grading.tell("compiling");
    auto builds = build_modules(requirement, grading, *toolchain);
    if (!builds) {
        return tl::unexpected(builds.error());
    }
    if (builds->submission.end != BuildEnd::built) {
        explain_unbuilt(result, requirement, builds->submission, sandbox::Limits().memory_mb);
        return {};
    }
    grading.settle({"compiles",
                    CheckStatus::passed,
                    fmt::format("It compiles against pybind11 {}.", toolchain->pybind11),
                    {},
                    {}});
    auto judged = judge_driver(requirement, grading, toolchain->interpreter, *std::move(builds));
    if (!judged) {
        return judged;
    }
    explain_native(result, grading.exercise.workers);
    if (!toolchain->why_not_the_students.empty()) {
        result.explanation.push_back(toolchain->why_not_the_students);
    }
    return {};
}

} // namespace gilkit::judge
