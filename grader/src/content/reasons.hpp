// The names of the reasons for which a learner's program can fail, as they stand in exercise.toml.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace gilkit::content {

// Those of the design that the learner's program causes; "too-few-cores" and the like are the machine's.
// The judge has its own list, as this room may not see it; a test keeps the two in step.
std::span<const std::string> failure_reasons();

bool is_failure_reason(std::string_view name);

} // namespace gilkit::content
