#include "measure/queueing.hpp"

#include <algorithm>

namespace gilkit::measure {

void QueueJudge::step(const ThreadStep& step, Claims& claims) {
    const double from_s = step.now_s - step.waited_s;
    claims.add_delay(Delay::all, from_s, step.now_s, step.waited_s);
    if (!asks_for_switches(step.waited_s)) {
        claims.add_delay(Delay::likely, from_s, step.now_s, step.waited_s);
        claims.add_delay(Delay::sure, from_s, step.now_s, step.waited_s);
        return;
    }
    if (step.slept + step.displaced > 0) {
        displaced_share_ =
            static_cast<double>(step.displaced) / static_cast<double>(step.slept + step.displaced);
    }
    if (step.slept == 0 && step.dispatched > 0) {
        // It queued again, so all that it worked after the earlier waits is in the accounts by now.
        if (at_work(ran_since_s_ + step.ran_s)) {
            count(claims);
        }
        forget();
        pending_dispatches_ = step.dispatched;
    }
    if (step.waited_s > 0) {
        pending_from_s_ = pending_s_ > 0 ? std::min(pending_from_s_, from_s) : from_s;
        pending_to_s_ = step.now_s;
        pending_s_ += step.waited_s;
        pending_sure_s_ += step.waited_s * displaced_share_;
    }
    ran_since_s_ += step.ran_s;
    if (step.slept == 0) {
        if (at_work(ran_since_s_)) {
            count(claims);
        }
        return;
    }
    if (step.ran_s >= at_work_s * static_cast<double>(step.slept)) {
        count(claims);
    }
    forget();
}

void QueueJudge::end(Claims& claims) {
    count(claims);
}

void QueueJudge::count(Claims& claims) {
    claims.add_delay(Delay::likely, pending_from_s_, pending_to_s_, pending_s_);
    claims.add_delay(Delay::sure, pending_from_s_, pending_to_s_, pending_sure_s_);
    pending_s_ = pending_sure_s_ = 0;
}

void QueueJudge::forget() {
    pending_s_ = pending_sure_s_ = ran_since_s_ = 0;
    pending_dispatches_ = 0;
}

} // namespace gilkit::measure
