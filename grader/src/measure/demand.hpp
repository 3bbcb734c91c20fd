// The demand of a program for cores over time, and what an idle machine would make of it. Pure functions.
//
// A task (thread) is on a CPU, or waits for one, or sleeps. Work is time on a CPU; delay is time in a run
// queue: the task could have run and had no core. Work plus delay per second of wall time is the number of
// cores that the program asks for, whatever the machine had to give. A thread that waits for the GIL, a lock
// or a reply sleeps and asks for nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace gilkit::measure {

// Work and delay of a whole process tree, in equal bins of wall time from the start of the run.
class DemandTrace {
public:
    // Bins of `bin_s` seconds, > 0.
    explicit DemandTrace(double bin_s = 0.005) : bin_s_(bin_s) {}

    // Spreads `amount_s` evenly over [from_s, to_s]; all of it into one bin when the span is empty. What lies
    // before the start is moved to the start: it was accounted for late, not left out.
    void add_work(double from_s, double to_s, double amount_s) { spread(work_s_, from_s, to_s, amount_s); }
    void add_delay(double from_s, double to_s, double amount_s) { spread(delay_s_, from_s, to_s, amount_s); }
    // The run ended at `wall_s`; later bins are folded into the last one.
    void finish(double wall_s);
    // Multiplies all work, so that it sums up to what the kernel's final accounts say.
    void scale_work(double factor);

    double bin_s() const { return bin_s_; }
    double wall_s() const { return wall_s_; }
    const std::vector<double>& work_s() const { return work_s_; }
    const std::vector<double>& delay_s() const { return delay_s_; }
    double total_work_s() const;
    double total_delay_s() const;

private:
    void spread(std::vector<double>& bins, double from_s, double to_s, double amount_s);

    double bin_s_;
    double wall_s_ = 0;
    std::vector<double> work_s_;
    std::vector<double> delay_s_;
};

// Cores asked for on average: (work + delay) / wall; 0 for an empty run.
double parallelism(double work_s, double delay_s, double wall_s);

// Seconds that `cores` idle cores would need for the traced run, by windows of about `window_s`.
//
// A window of length t with work w and delay d asks for n = (w + d) / t cores. If n >= 1 it takes
// w / min(n, cores): the work, done at the parallelism asked for. If n < 1 the program slept for a part of
// the window, which no core shortens; only the delay goes: max(w, t - d).
// So replay() never exceeds the wall time, a run without delay replays to its own length on enough cores,
// and more cores never take longer. Empty trace: 0.
double replay_s(const DemandTrace& trace, double cores, double window_s = 0.05);

// The part of a program that is serial, from a speedup on `cores` (Karp and Flatt 1990):
// (1/speedup - 1/cores) / (1 - 1/cores), clamped to [0, 1]; 1 for fewer than two cores.
double serial_fraction(double speedup, int cores);

} // namespace gilkit::measure
