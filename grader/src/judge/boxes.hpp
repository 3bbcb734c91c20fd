// Boxes for the files of one exercise, and what its own files answer.
#pragma once

#include "content/model.hpp"
#include "judge/grade.hpp"
#include "judge/partner.hpp"
#include "judge/seeds.hpp"
#include "sandbox/box.hpp"

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gilkit::judge {

// The grader's own content went wrong, e.g. a reference that raises; or an interruption.
struct JudgeError {
    bool interrupted = false;
    std::string what;
};

JudgeError from_failure(const sandbox::Failure& failure);

class BoxFactory {
public:
    BoxFactory(const content::Exercise& exercise, const GradeOptions& options, const std::string& source,
               const std::string& shown_as);

    // The submission's file is a driver of the exercise's own, from now on: it calls `submitted`, which lies
    // beside it, and the exercise's other files call `ours`.
    void drive(sandbox::BoxFile submitted, sandbox::BoxFile ours);

    // Timed runs have a partner, from now on.
    void serve(PartnerMaker partner) { partner_ = std::move(partner); }
    const PartnerMaker& partner() const { return partner_; }

    sandbox::BoxSpec submission() const;
    tl::expected<sandbox::BoxSpec, JudgeError> trusted(const std::filesystem::path& file,
                                                       const std::string& function) const;

private:
    const content::Exercise& exercise_;
    const GradeOptions& options_;
    const std::string& source_;
    const std::string& shown_as_;
    struct Driven {
        sandbox::BoxFile submitted;
        sandbox::BoxFile ours;
    };
    std::optional<Driven> driven_;
    PartnerMaker partner_;
};

// What a function of one of the exercise's own files gave, and printed, for each call, all in one process.
struct TrustedAnswers {
    std::vector<nlohmann::json> values;
    std::vector<std::string> printed; // to stdout
};

// Anything but a result is a fault of the content. `calls`: lists of [name, value].
tl::expected<TrustedAnswers, JudgeError> run_trusted(const BoxFactory& boxes,
                                                     const std::filesystem::path& file,
                                                     const std::string& function,
                                                     const std::vector<nlohmann::json>& calls);

// Small calls, fresh for each grading: what `cases()` of the exercise's inputs.py gives, as lists of [name,
// value].
tl::expected<std::vector<nlohmann::json>, JudgeError> make_cases(const content::Exercise& exercise,
                                                                 const BoxFactory& boxes, Seeds& seeds);

// The inputs of `count` timed runs, with `scale` times the work that the exercise usually asks for.
tl::expected<std::vector<nlohmann::json>, JudgeError> make_workloads(const content::Exercise& exercise,
                                                                     const BoxFactory& boxes, Seeds& seeds,
                                                                     std::size_t count, double scale);

} // namespace gilkit::judge
