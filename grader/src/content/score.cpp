#include "content/score.hpp"

#include "content/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::content {

double Score::weight_of(std::string_view check) const {
    const auto found = weights.find(check);
    return found == weights.end() ? 1.0 : found->second;
}

Score read_score(TableReader& toml, const Requirement& requirement) {
    constexpr double most = 1'000'000;
    Score score;
    auto table = toml.table("score", Presence::optional);
    if (!table) {
        return score;
    }
    score.points = table->number("points", {0, false, most}, score.points);
    if (auto weights = table->table("weights", Presence::optional)) {
        const std::vector<std::string_view> checks = checks_of(requirement);
        for (const std::string_view check : checks) {
            score.weights[std::string(check)] = weights->number(check, {0, true, most}, 1.0);
        }
        weights->finish(fmt::format("an exercise of this kind has the checks {}", fmt::join(checks, ", ")));
        if (std::ranges::all_of(score.weights, [](const auto& weight) { return weight.second == 0; })) {
            weights->fault(weights->line(), "every check has the weight 0, so there is nothing to earn",
                           fmt::format("give one of {} a weight above 0", fmt::join(checks, ", ")));
        }
    }
    table->finish();
    return score;
}

} // namespace gilkit::content
