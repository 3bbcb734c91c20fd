#include "judge/responsive/latency.hpp"

#include <algorithm>
#include <cmath>

namespace gilkit::judge {

namespace {

double seconds_of_ms(double ms) {
    return ms / 1000;
}

} // namespace

double nearest_rank(std::vector<double> values, double share) {
    if (values.empty()) {
        return 0;
    }
    const double rank = std::ceil(share * static_cast<double>(values.size()));
    const auto index = std::min(static_cast<std::size_t>(std::max(rank, 1.0)), values.size()) - 1;
    std::ranges::sort(values);
    return values[index];
}

void ProbeLog::sent(std::uint64_t token, double now_s) {
    if (waiting_.empty()) {
        silent_since_s_ = now_s;
    }
    waiting_.push_back({token, now_s});
}

bool ProbeLog::answered(std::uint64_t token, double now_s) {
    const auto probe = std::ranges::find(waiting_, token, &Probe::token);
    if (probe == waiting_.end()) {
        return false;
    }
    waits_s_.push_back(std::max(0.0, last_look_s_ - probe->sent_s));
    longest_gap_s_ = std::max(longest_gap_s_, last_look_s_ - silent_since_s_.value_or(last_look_s_));
    waiting_.erase(probe);
    silent_since_s_ = waiting_.empty() ? std::nullopt : std::optional(now_s);
    return true;
}

double ProbeLog::oldest_s(double now_s) const {
    return waiting_.empty() ? 0.0 : now_s - waiting_.front().sent_s;
}

Latency ProbeLog::latency() const {
    return {nearest_rank(waits_s_, 0.5), nearest_rank(waits_s_, 0.99), longest_gap_s_};
}

Promptness PromptnessFigure::promptness() const {
    if (program_s <= allowed_s) {
        return Promptness::prompt;
    }
    return program_s - control_s > allowed_s ? Promptness::late : Promptness::unclear;
}

std::vector<PromptnessFigure> promptness_figures(const content::ResponsiveRequirement& asked,
                                                 const Latency& program, const Latency& control) {
    return {
        {"median", seconds_of_ms(asked.median_ms), program.median_s, control.median_s},
        {"p99", seconds_of_ms(asked.p99_ms), program.p99_s, control.p99_s},
        {"gap", seconds_of_ms(asked.longest_gap_ms), program.longest_gap_s, control.longest_gap_s},
    };
}

Promptness promptness_of(const std::vector<PromptnessFigure>& figures) {
    const auto any = [&](Promptness promptness) {
        return std::ranges::any_of(
            figures, [&](const PromptnessFigure& figure) { return figure.promptness() == promptness; });
    };
    return any(Promptness::late)      ? Promptness::late
           : any(Promptness::unclear) ? Promptness::unclear
                                      : Promptness::prompt;
}

void Attempts::add(Promptness promptness) {
    prompt_ += promptness == Promptness::prompt ? 1 : 0;
    late_ += promptness == Promptness::late ? 1 : 0;
    unclear_ += promptness == Promptness::unclear ? 1 : 0;
}

bool Attempts::settled() const {
    constexpr int twice = 2;
    return prompt_ == twice || late_ == twice || unclear_ == twice || (prompt_ > 0 && late_ == 0);
}

} // namespace gilkit::judge
