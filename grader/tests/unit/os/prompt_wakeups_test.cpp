#include "os/prompt_wakeups.hpp"

#include <doctest/doctest.h>

#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstdint>

using namespace gilkit;

namespace {

// The length of this thread's turns (sched_getattr(2): the eight bytes after its first six words); 0: the
// kernel does not tell (before 6.12).
std::uint64_t turn_ns() {
    std::array<std::uint64_t, 6> words{};
    REQUIRE(::syscall(SYS_sched_getattr, 0, words.data(), sizeof words, 0) == 0);
    return words[3];
}

} // namespace

TEST_CASE("Prompt wakeups change the length of turns and the timer, and give both back") {
    const int slack_ns = ::prctl(PR_GET_TIMERSLACK);
    const int nice = ::getpriority(PRIO_PROCESS, 0);
    const int policy = ::sched_getscheduler(0);
    const std::uint64_t before_ns = turn_ns();
    {
        const os::PromptWakeups prompt;
        CHECK(::prctl(PR_GET_TIMERSLACK) == 1);
        if (before_ns != 0) {
            CHECK(turn_ns() == 100'000);
        }
        CHECK(::getpriority(PRIO_PROCESS, 0) == nice);
        CHECK(::sched_getscheduler(0) == policy);
    }
    CHECK(::prctl(PR_GET_TIMERSLACK) == slack_ns);
    CHECK(turn_ns() == before_ns);
    CHECK(::getpriority(PRIO_PROCESS, 0) == nice);
}
