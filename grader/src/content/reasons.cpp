#include "content/reasons.hpp"

#include <algorithm>
#include <vector>

namespace gilkit::content {

std::span<const std::string> failure_reasons() {
    static const std::vector<std::string> names = {
        "wrong-answer",  "not-parallel",       "too-slow",   "wasted-work",  "not-concurrent",
        "overloaded",    "unresponsive",       "race",       "deadlock",     "no-result",
        "crashed",       "invalid-submission", "time-limit", "memory-limit", "output-limit",
        "process-limit", "forbidden",
    };
    return names;
}

bool is_failure_reason(std::string_view name) {
    const auto names = failure_reasons();
    return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace gilkit::content
