// While it lives, the calling thread is put on a core soon after it wakes up, even where all cores are busy.
//
// Who looks at others at set times must not be kept waiting until one of them goes to sleep: it would see
// them mostly asleep. It takes little time at each look, and the scheduler (EEVDF, Linux 6.12 and later) lets
// those go first who ask for short turns; their share of the core stays the same, and no privilege is needed.
// Earlier kernels take no notice.
//
// Children inherit it: start them before.
#pragma once

namespace gilkit::os {

class PromptWakeups {
public:
    PromptWakeups();
    ~PromptWakeups();
    PromptWakeups(const PromptWakeups&) = delete;
    PromptWakeups& operator=(const PromptWakeups&) = delete;
    PromptWakeups(PromptWakeups&&) = delete;
    PromptWakeups& operator=(PromptWakeups&&) = delete;

private:
    int timer_slack_ns_; // as it was
};

} // namespace gilkit::os
