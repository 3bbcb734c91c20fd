// The judge's reasons and those that exercises may name are two lists; this keeps them in step.
#include "content/reasons.hpp"

#include "judge/result.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace gilkit;

TEST_CASE("Every reason that a learner's program causes may stand in an exercise, and no other") {
    for (int number = 0; number <= static_cast<int>(judge::Reason::unsupported); ++number) {
        const auto reason = static_cast<judge::Reason>(number);
        const bool the_machines = reason == judge::Reason::too_few_cores ||
                                  reason == judge::Reason::too_noisy || reason == judge::Reason::unsupported;
        const std::string name(to_string(reason));
        CAPTURE(name);
        CHECK(content::is_failure_reason(name) == !the_machines);
    }
}
