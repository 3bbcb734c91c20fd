#include "content/reasons.hpp"

#include <doctest/doctest.h>

using namespace gilkit::content;

TEST_CASE("reasons are the learner's, not the machine's") {
    CHECK(failure_reasons().size() == 17);
    CHECK(is_failure_reason("wrong-answer"));
    CHECK(is_failure_reason("forbidden"));
    CHECK_FALSE(is_failure_reason("too-noisy"));
    CHECK_FALSE(is_failure_reason("too-few-cores"));
    CHECK_FALSE(is_failure_reason("unsupported"));
    CHECK_FALSE(is_failure_reason("not_parallel"));
    CHECK_FALSE(is_failure_reason(""));
}
