#include "os/prompt_wakeups.hpp"

#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace gilkit::os {

namespace {

// sched_setattr(2); glibc declares it from 2.41 on, under a name that would then be taken.
struct SchedulerWish {
    std::uint32_t size = sizeof(SchedulerWish);
    std::uint32_t policy = 0;
    std::uint64_t flags = 0;
    std::int32_t nice = 0;
    std::uint32_t priority = 0;
    std::uint64_t runtime_ns = 0; // for fair tasks the length of a turn; 0: the usual one
    std::uint64_t deadline_ns = 0;
    std::uint64_t period_ns = 0;
};

constexpr std::uint64_t shortest_turn_ns = 100'000; // that there is

// Where that fails we are put on a core later, which is how it would be without.
void wish_for_turns_of(std::uint64_t turn_ns) {
    SchedulerWish wish;
    if (::syscall(SYS_sched_getattr, 0, &wish, sizeof wish, 0) < 0) {
        return;
    }
    if (wish.policy == SCHED_OTHER || wish.policy == SCHED_BATCH) {
        wish.runtime_ns = turn_ns;
        ::syscall(SYS_sched_setattr, 0, &wish, 0);
    }
}

} // namespace

PromptWakeups::PromptWakeups() : timer_slack_ns_(::prctl(PR_GET_TIMERSLACK)) {
    ::prctl(PR_SET_TIMERSLACK, 1);
    wish_for_turns_of(shortest_turn_ns);
}

PromptWakeups::~PromptWakeups() {
    ::prctl(PR_SET_TIMERSLACK, timer_slack_ns_);
    wish_for_turns_of(0);
}

} // namespace gilkit::os
