// How much of what the threads of a program ask for is credible? Pure logic over one period of a run.
//
// A thread that gets a core and works shows by that what it waited for. But who works for a moment each time
// and goes to the back of the queue again (very short sleeps, sched_yield in a loop) waits as long and hardly
// works. Where cores are free it burns them, which shows as wasted work; where they are taken, its waiting
// would look like parallel work.
//
// The scheduler is fair: threads that want to compute get about the same part of the time that they ask for.
// What a thread asks for over what it gets, (run + delay) / run, is its slowdown (Harchol-Balter 2013; also
// called stretch). A period's slowdown is the median of its threads', each weighing as much as it worked. Of
// a thread's delay, as much counts as makes its slowdown `credible_slowdowns` times that.
//
// So where one thread does serial work on one core, and others queue that use w times as much CPU time, at
// most 1 + credible_slowdowns * w cores are read, instead of as many as there are threads.
#pragma once

#include "measure/demand.hpp"

#include <array>
#include <vector>

namespace gilkit::measure {

// What one thread did in a period, and what it waited for.
class Claims {
public:
    void add_run(double run_s) { run_s_ += run_s; }
    // In this reading alone, as with DemandTrace::add_delay().
    void add_delay(Delay reading, double from_s, double to_s, double amount_s);

    bool empty() const { return waits_.empty() && run_s_ <= 0; }
    double run_s() const { return run_s_; }
    double delay_s(Delay reading) const { return delay_s_.at(static_cast<std::size_t>(reading)); }
    // (run + likely delay) / run; infinite for a thread that only waited.
    double slowdown() const;
    // Each delay that is demand is cut to the same part, so that together they last for `most_s` at most.
    void add_to(DemandTrace& trace, double most_s) const;

private:
    struct Wait {
        Delay reading = Delay::all;
        double from_s = 0;
        double to_s = 0;
        double amount_s = 0;
    };

    double run_s_ = 0;
    std::array<double, delay_readings> delay_s_{};
    std::vector<Wait> waits_;
};

constexpr double credible_slowdowns = 2;
// Several turns of a few dozen threads on a core.
constexpr double claims_period_s = 0.25;

// Adds to the trace what is credible of the delay that these threads claim; of Delay::all, which nobody takes
// for demand, everything.
void settle(const std::vector<Claims>& threads, DemandTrace& trace);

} // namespace gilkit::measure
