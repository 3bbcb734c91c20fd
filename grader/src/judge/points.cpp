#include "judge/points.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace gilkit::judge {

namespace {

// Of the check's points, from 0 to 1.
double part_of(const Result& result, std::string_view check) {
    const auto found = std::ranges::find(result.checks, check, &Check::name);
    if (found == result.checks.end()) {
        return 0.0;
    }
    if (found->status == CheckStatus::passed) {
        return 1.0;
    }
    const bool is_partial = (check == "speedup" && result.reason == Reason::too_slow) ||
                            (check == "work" && result.reason == Reason::wasted_work);
    return found->status == CheckStatus::failed && is_partial
               ? std::clamp(result.score.value_or(0.0), 0.0, 1.0)
               : 0.0;
}

} // namespace

Points points_of(const content::Exercise& exercise, const Result& result) {
    const std::vector<std::string_view> checks = content::checks_of(exercise.requirement);
    double weights = 0;
    for (const std::string_view check : checks) {
        weights += exercise.score.weight_of(check);
    }
    Points points{.most = exercise.score.points};
    double earned = 0;
    for (const std::string_view check : checks) {
        const double most = points.most * exercise.score.weight_of(check) / weights;
        points.checks.push_back({std::string(check), most, most * part_of(result, check)});
        earned += points.checks.back().earned;
    }
    if (result.verdict == Verdict::passed) {
        points.earned = points.most; // not the rounded sum of its parts
    } else if (result.verdict == Verdict::failed) {
        points.earned = earned;
    }
    return points;
}

} // namespace gilkit::judge
