// Judges exercises of the kind `cpu`: runs pairs of baseline and submission until decide_cpu() is satisfied.
#pragma once

#include "content/model.hpp"
#include "judge/grade.hpp"
#include "judge/timed_run.hpp"

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <functional>
#include <vector>

namespace gilkit::judge {

// The grader's own content went wrong, e.g. a reference that raises; or an interruption.
struct JudgeError {
    bool interrupted = false;
    std::string what;
};

// Boxes for the files of one exercise.
class BoxFactory {
public:
    BoxFactory(const content::Exercise& exercise, const GradeOptions& options, const std::string& source,
               const std::string& shown_as);

    sandbox::BoxSpec submission() const;
    tl::expected<sandbox::BoxSpec, JudgeError> trusted(const std::filesystem::path& file,
                                                       const std::string& function) const;

private:
    const content::Exercise& exercise_;
    const GradeOptions& options_;
    const std::string& source_;
    const std::string& shown_as_;
};

// Makes the arguments of timed runs, each to be used once, max_cpu_runs of them; with `scale` times the work
// that the exercise usually asks for.
using WorkloadMaker = std::function<tl::expected<std::vector<nlohmann::json>, JudgeError>(double scale)>;

// Fills in `result`: verdict, reason, message, explanation, checks and measurement.
tl::expected<void, JudgeError> judge_cpu(Result& result, const content::Exercise& exercise,
                                         const BoxFactory& boxes, const WorkloadMaker& make_workloads,
                                         const GradeOptions& options);

// Number of real cores to measure wall times on: 1, 2, 4, … and all that are effectively ours, 16 at most.
std::vector<int> wall_core_counts(double effective_cores);

} // namespace gilkit::judge
