// The demand of a program for cores over time, and what an idle machine would make of it. Pure functions.
//
// A task (thread) is on a CPU, or waits for one, or sleeps. Work is time on a CPU; delay is time in a run
// queue: the task could have run and had no core. Work plus delay per second of wall time is the number of
// cores that the program asks for, whatever the machine had to give. A thread that waits for the GIL, a lock
// or a reply sleeps and asks for nothing.
//
// Not every delay is demand. A thread that waits for the GIL wakes up every switch interval, queues for a
// core, finds the GIL taken and sleeps on: on an idle machine it would have slept on at once. So the delay is
// kept in three readings, see Delay.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

namespace gilkit::measure {

// Which delay counts as demand. Each includes the one before it.
enum class Delay : std::uint8_t {
    sure,   // what began by taking the core away from a thread that was at work
    likely, // what ended with the thread at work, however it began
    all,    // everything that the kernel counted
};
constexpr std::size_t delay_readings = 3;

// A stretch of a run. Parallelism hardly changes within it.
struct Window {
    double wall_s = 0;
    double work_s = 0;
    double delay_s = 0; // in one of the readings

    // Cores asked for; 0 for an empty window.
    double cores() const { return wall_s > 0 ? (work_s + delay_s) / wall_s : 0.0; }
};

// Seconds that `cores` idle cores would need for what happened in the windows.
//
// A window of length t with work w and delay d asks for n = (w + d) / t cores. If n >= 1 it takes
// w / min(n, cores): the work, done at the parallelism asked for. If n < 1 the program slept for a part of
// the window, which no core shortens; only the delay goes: max(w, t - d).
// So more cores never take longer, a run without delay replays to its own length on enough cores, and no
// replay on enough cores takes longer than the run did. No window: 0.
double replay_s(std::span<const Window> windows, double cores);

// Work and delay of a whole process tree over the wall time since the start of the run.
//
// The last half minute or so is kept in equal bins; what is older is kept as totals of windows that asked
// for about the same number of cores, which replay alike. So the size is bounded, for hours of running.
class DemandTrace {
public:
    // Bins of `bin_s` seconds, > 0; `most_bins` > 1 are kept.
    explicit DemandTrace(double bin_s = 0.005, std::size_t most_bins = 8192)
        : bin_s_(bin_s), most_bins_(most_bins) {}

    // Spreads `amount_s` evenly over [from_s, to_s]; all of it into one bin when the span is empty. What lies
    // before the start, or before the bins that are still kept, is moved to the first of these: it was
    // accounted for late, not left out.
    void add_work(double from_s, double to_s, double amount_s);
    // In this reading alone: a delay that counts in all of them is added three times.
    void add_delay(Delay reading, double from_s, double to_s, double amount_s);
    // The run ended at `wall_s`; later bins are folded into the last one.
    void finish(double wall_s);
    // Multiplies all work and delay, so that the work sums up to what the kernel's final accounts say: what
    // was never seen is taken to have queued as the rest did.
    void scale(double factor);

    double wall_s() const { return wall_s_; }
    double work_s() const;
    // As the windows have it. While anything queues, at least one core is asked for: of the vain delay, as
    // much counts as the window has room for below one core.
    double delay_s(Delay reading) const;
    // (work + delay) / wall: cores asked for on average; 0 for an empty run.
    double parallelism(Delay reading) const;
    // A window ends when an idle machine would have needed `window_s` for it: under load it is longer, so
    // that the moments at which the kernel reports weigh no more than they do without.
    std::vector<Window> windows(Delay reading) const;
    double replay_s(double cores, Delay reading = Delay::likely) const;

    // Wall time that as many idle cores would have saved of what is in the trace so far.
    double starved_s(double cores, Delay reading = Delay::likely) const;

    // How much is kept now; bounded.
    std::size_t bins() const { return bins_.size(); }

private:
    struct Bin {
        double work_s = 0;
        std::array<double, delay_readings> delay_s{};
    };
    // What is older than the bins, by cores asked for.
    using Classes = std::vector<Window>;

    template<typename Get>
    void spread(double from_s, double to_s, double amount_s, Get get);
    void fold_oldest();
    // Windows of the bins [0, count).
    std::vector<Window> windows_of(std::size_t count, Delay reading) const;
    double bin_begin_s(std::size_t bin) const { return static_cast<double>(first_bin_ + bin) * bin_s_; }

    double bin_s_;
    std::size_t most_bins_;
    double wall_s_ = 0;
    std::size_t first_bin_ = 0; // number of the first bin that is kept, counted from the start
    std::deque<Bin> bins_;
    std::array<Classes, delay_readings> old_;
    bool finished_ = false;
};

// The part of a program that is serial, from a speedup on `cores` (Karp and Flatt 1990):
// (1/speedup - 1/cores) / (1 - 1/cores), clamped to [0, 1]; 1 for fewer than two cores.
double serial_fraction(double speedup, int cores);

} // namespace gilkit::measure
