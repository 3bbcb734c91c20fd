#include "judge/result.hpp"

#include <algorithm>
#include <array>

namespace gilkit::judge {

namespace {

constexpr std::array all_reasons = {
    Reason::wrong_answer,  Reason::not_parallel,   Reason::too_slow,
    Reason::wasted_work,   Reason::not_concurrent, Reason::overloaded,
    Reason::unresponsive,  Reason::race,           Reason::deadlock,
    Reason::no_result,     Reason::crashed,        Reason::time_limit,
    Reason::memory_limit,  Reason::output_limit,   Reason::invalid_submission,
    Reason::process_limit, Reason::too_few_cores,  Reason::too_noisy,
    Reason::unsupported,
};

} // namespace

std::string_view to_string(Verdict verdict) {
    switch (verdict) {
    case Verdict::passed:
        return "passed";
    case Verdict::failed:
        return "failed";
    case Verdict::inconclusive:
        return "inconclusive";
    case Verdict::error:
        break;
    }
    return "error";
}

std::string_view to_string(Reason reason) {
    switch (reason) {
    case Reason::wrong_answer:
        return "wrong-answer";
    case Reason::not_parallel:
        return "not-parallel";
    case Reason::too_slow:
        return "too-slow";
    case Reason::wasted_work:
        return "wasted-work";
    case Reason::not_concurrent:
        return "not-concurrent";
    case Reason::overloaded:
        return "overloaded";
    case Reason::unresponsive:
        return "unresponsive";
    case Reason::race:
        return "race";
    case Reason::deadlock:
        return "deadlock";
    case Reason::no_result:
        return "no-result";
    case Reason::crashed:
        return "crashed";
    case Reason::invalid_submission:
        return "invalid-submission";
    case Reason::time_limit:
        return "time-limit";
    case Reason::memory_limit:
        return "memory-limit";
    case Reason::output_limit:
        return "output-limit";
    case Reason::process_limit:
        return "process-limit";
    case Reason::too_few_cores:
        return "too-few-cores";
    case Reason::too_noisy:
        return "too-noisy";
    case Reason::unsupported:
        break;
    }
    return "unsupported";
}

std::optional<Reason> reason_from_string(std::string_view name) {
    const auto* const found =
        std::ranges::find_if(all_reasons, [&](Reason reason) { return to_string(reason) == name; });
    if (found == all_reasons.end()) {
        return std::nullopt;
    }
    return *found;
}

std::string_view to_string(CheckStatus status) {
    switch (status) {
    case CheckStatus::passed:
        return "passed";
    case CheckStatus::failed:
        return "failed";
    case CheckStatus::inconclusive:
        return "inconclusive";
    case CheckStatus::skipped:
        break;
    }
    return "skipped";
}

std::string_view to_string(Role role) {
    return role == Role::baseline ? "baseline" : "submission";
}

int Report::exit_code() const {
    const auto any = [this](Verdict verdict) {
        return std::ranges::any_of(results, [&](const Result& result) { return result.verdict == verdict; });
    };
    if (any(Verdict::error)) {
        return 3;
    }
    if (any(Verdict::failed)) {
        return 1;
    }
    return any(Verdict::inconclusive) ? 4 : 0;
}

} // namespace gilkit::judge
