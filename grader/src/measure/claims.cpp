#include "measure/claims.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace gilkit::measure {

namespace {

// By work; 1 where nobody worked.
double median_slowdown(const std::vector<Claims>& threads) {
    std::vector<const Claims*> sorted(threads.size());
    std::transform(threads.begin(), threads.end(), sorted.begin(),
                   [](const Claims& thread) { return &thread; });
    std::sort(sorted.begin(), sorted.end(),
              [](const Claims* a, const Claims* b) { return a->slowdown() < b->slowdown(); });
    const double half_s =
        std::accumulate(threads.begin(), threads.end(), 0.0,
                        [](double sum, const Claims& thread) { return sum + thread.run_s(); }) /
        2;
    double run_s = 0;
    for (const Claims* thread : sorted) {
        run_s += thread->run_s();
        if (run_s > 0 && run_s >= half_s) {
            return thread->slowdown();
        }
    }
    return 1;
}

} // namespace

void Claims::add_delay(Delay reading, double from_s, double to_s, double amount_s) {
    if (amount_s > 0) {
        delay_s_.at(static_cast<std::size_t>(reading)) += amount_s;
        waits_.push_back({reading, from_s, to_s, amount_s});
    }
}

double Claims::slowdown() const {
    return run_s_ > 0 ? (run_s_ + delay_s(Delay::likely)) / run_s_ : std::numeric_limits<double>::infinity();
}

void Claims::add_to(DemandTrace& trace, double most_s) const {
    for (const Wait& wait : waits_) {
        const double credible =
            wait.reading == Delay::all ? 1.0 : std::min(1.0, most_s / delay_s(wait.reading));
        trace.add_delay(wait.reading, wait.from_s, wait.to_s, wait.amount_s * credible);
    }
}

void settle(const std::vector<Claims>& threads, DemandTrace& trace) {
    const double most_slowdown = credible_slowdowns * median_slowdown(threads);
    for (const Claims& thread : threads) {
        thread.add_to(trace, (most_slowdown - 1) * thread.run_s());
    }
}

} // namespace gilkit::measure
