// Which of a thread's waits for a core were demand for one? Pure logic over what the kernel counts.
//
// A thread that comes off the run queue works, or it looks around and sleeps again. On an idle machine the
// first would have worked sooner; the second would have slept sooner, and nobody would have noticed. Four
// threads under one GIL on a busy machine queue nearly as much as four processes do, but their waits end in
// the GIL being taken, and in sleep. So a wait counts as likely demand once the thread has worked for
// `at_work_s` after it without sleeping, and not at all when it slept before that or queued again: then it
// gave its core away, as sched_yield in a loop does that waits for somebody's turn to end.
//
// The counts are seen every few milliseconds, not at every switch. Where one look covers several sleeps, the
// time at work between them is taken to be alike.
#pragma once

#include "measure/claims.hpp"

#include <algorithm>
#include <cstdint>

namespace gilkit::measure {

// What happened to one thread since the last look.
struct ThreadStep {
    double now_s = 0;
    double ran_s = 0;
    double waited_s = 0;          // in the run queue; reported when the wait ends
    std::uint64_t dispatched = 0; // how often it was put on a core
    std::uint64_t slept = 0;      // voluntary switches since they were last asked for
    std::uint64_t displaced = 0;  // involuntary ones
};

class QueueJudge {
public:
    // Longer than a look at a lock that is taken, shorter than any job worth handing to a worker. Between 60
    // and 300 us the readings of serial and parallel programs hardly change.
    static constexpr double at_work_s = 100e-6;
    // Shorter waits than this in one look are part of being dispatched.
    static constexpr double negligible_s = 25e-6;

    // Whether step() needs the switches: they cost as much to read as all the rest.
    bool asks_for_switches(double waited_s) const { return pending_s_ > 0 || waited_s >= negligible_s; }
    void step(const ThreadStep& step, Claims& claims);
    // The thread ended, or the run did: what is still open ended at work.
    void end(Claims& claims);

private:
    // Whether each of the dispatches may have led to work.
    bool at_work(double ran_s) const {
        return ran_s >= at_work_s * static_cast<double>(std::max<std::uint64_t>(pending_dispatches_, 1));
    }
    void count(Claims& claims);
    void forget();

    double pending_s_ = 0; // waited, and not known yet what for
    double pending_sure_s_ = 0;
    double pending_from_s_ = 0;
    double pending_to_s_ = 0;
    std::uint64_t pending_dispatches_ = 0; // that these waits ended in
    double ran_since_s_ = 0;               // since the last wait ended
    double displaced_share_ = 1.0;         // of the switches last seen
};

} // namespace gilkit::measure
