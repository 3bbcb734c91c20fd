#include "verify/submission.hpp"

#include "os/fd.hpp"

namespace gilkit::verify {

Finding finding_of(const judge::Result& result, const std::string& expected) {
    Finding finding;
    finding.actual = judge::to_string(result.verdict);
    if (result.reason) {
        finding.actual = judge::to_string(*result.reason);
    }
    finding.message = result.message;
    switch (result.verdict) {
    case judge::Verdict::passed:
    case judge::Verdict::failed:
        finding.status = finding.actual == expected ? Status::passed : Status::failed;
        break;
    case judge::Verdict::inconclusive:
        finding.status = Status::inconclusive;
        break;
    case judge::Verdict::error:
        finding.status = Status::error;
        break;
    }
    return finding;
}

Finding check_submission(const content::Exercise& exercise, const std::filesystem::path& file,
                         const std::string& expected, const judge::GradeOptions& options) {
    const auto source = os::read_regular_file(file, judge::max_submission_bytes);
    if (!source) {
        return {Status::failed, "failed", source.error().to_string()};
    }
    const auto result = judge::grade(exercise, *source, file.string(), options);
    if (!result) {
        Finding interrupted;
        interrupted.interrupted = true;
        return interrupted;
    }
    return finding_of(*result, expected);
}

} // namespace gilkit::verify
