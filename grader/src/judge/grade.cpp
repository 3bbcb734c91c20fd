#include "judge/grade.hpp"

#include "judge/boxes.hpp"
#include "judge/cpu/judge.hpp"
#include "judge/imports.hpp"
#include "judge/io/judge.hpp"
#include "judge/kind.hpp"
#include "judge/native/judge.hpp"
#include "judge/output.hpp"
#include "judge/points.hpp"
#include "judge/race.hpp"
#include "judge/responsive/judge.hpp"
#include "os/clock.hpp"
#include "os/cores.hpp"
#include "os/procfs.hpp"
#include "os/rights.hpp"

#include <variant>

namespace gilkit::judge {

namespace {

Judged judge_submission(const Grading& grading) {
    const content::Requirement& requirement = grading.exercise.requirement;
    if (content::suffix_of(requirement) == ".py") { // C++ is compiled first, by its own judge
        const auto imported = check_imports(grading);
        if (!imported || !*imported) {
            return imported ? Judged{} : tl::unexpected(imported.error());
        }
    }
    return std::visit([&](const auto& asked) { return judge(asked, grading); }, requirement);
}

} // namespace

tl::expected<Result, sandbox::Failure> grade(const content::Exercise& exercise, const std::string& source,
                                             const std::string& shown_as, const GradeOptions& options) {
    const std::int64_t start_ns = os::monotonic_ns();
    Result result;
    result.exercise = exercise.id;
    result.submission = shown_as;
    result.interpreter = options.interpreter;
    result.gil_why = "it did not come to a run in which gilkit looks at the GIL";
    Seeds seeds(options.seed);
    result.seed = seeds.first();
    const BoxFactory boxes(exercise, options, source, shown_as);
    std::size_t told = 0;
    const Grading grading{result, exercise, boxes, options, seeds, told};
    const Judged judged = judge_submission(grading);
    if (!judged) {
        if (judged.error().interrupted) {
            return tl::unexpected(sandbox::Failure{true, judged.error().what});
        }
        result.verdict = Verdict::error;
        result.reason = std::nullopt;
        result.message = "gilkit could not grade this: " + judged.error().what;
        result.measurement.reset();
    }
    if (result.verdict == Verdict::failed && !result.score) {
        result.score = 0.0;
    }
    grading.settle_all();
    result.points = points_of(exercise, result);
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
