#include "measure/demand.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace gilkit::measure {

void DemandTrace::spread(std::vector<double>& bins, double from_s, double to_s, double amount_s) {
    if (amount_s <= 0 || !std::isfinite(from_s) || !std::isfinite(to_s)) {
        return;
    }
    from_s = std::max(from_s, 0.0);
    to_s = std::max(to_s, from_s);
    const auto first = static_cast<std::size_t>(from_s / bin_s_);
    const auto last = static_cast<std::size_t>(to_s / bin_s_);
    if (last >= work_s_.size()) {
        work_s_.resize(last + 1);
        delay_s_.resize(last + 1);
    }
    if (first == last) {
        bins[first] += amount_s;
        return;
    }
    const double per_second = amount_s / (to_s - from_s);
    for (std::size_t bin = first; bin <= last; ++bin) {
        const double begin = std::max(from_s, static_cast<double>(bin) * bin_s_);
        const double end = std::min(to_s, static_cast<double>(bin + 1) * bin_s_);
        bins[bin] += std::max(0.0, end - begin) * per_second;
    }
}

void DemandTrace::finish(double wall_s) {
    wall_s_ = std::max(wall_s, 0.0);
    const auto bins = static_cast<std::size_t>(std::ceil(wall_s_ / bin_s_));
    for (std::vector<double>* series : {&work_s_, &delay_s_}) {
        if (bins > 0 && series->size() > bins) {
            const auto surplus = series->begin() + static_cast<std::ptrdiff_t>(bins);
            (*series)[bins - 1] += std::accumulate(surplus, series->end(), 0.0);
        }
        series->resize(bins);
    }
}

void DemandTrace::scale_work(double factor) {
    for (double& work : work_s_) {
        work *= factor;
    }
}

double DemandTrace::total_work_s() const {
    return std::accumulate(work_s_.begin(), work_s_.end(), 0.0);
}

double DemandTrace::total_delay_s() const {
    return std::accumulate(delay_s_.begin(), delay_s_.end(), 0.0);
}

double parallelism(double work_s, double delay_s, double wall_s) {
    return wall_s > 0 ? (work_s + delay_s) / wall_s : 0.0;
}

double replay_s(const DemandTrace& trace, double cores, double window_s) {
    const auto& work = trace.work_s();
    const auto& delay = trace.delay_s();
    const auto bins_per_window =
        static_cast<std::size_t>(std::max(1.0, std::round(window_s / trace.bin_s())));
    double total = 0;
    for (std::size_t begin = 0; begin < work.size(); begin += bins_per_window) {
        const std::size_t end = std::min(begin + bins_per_window, work.size());
        double w = 0;
        double d = 0;
        for (std::size_t bin = begin; bin < end; ++bin) {
            w += work[bin];
            d += delay[bin];
        }
        // The last window ends with the run.
        const double t = std::min(static_cast<double>(end) * trace.bin_s(), trace.wall_s()) -
                         (static_cast<double>(begin) * trace.bin_s());
        const double n = parallelism(w, d, t);
        total += n >= 1 ? w / std::min(n, cores) : std::max(w, t - d);
    }
    return total;
}

double serial_fraction(double speedup, int cores) {
    if (cores < 2 || speedup <= 0) {
        return 1.0;
    }
    const double p = cores;
    return std::clamp((1.0 / speedup - 1.0 / p) / (1.0 - 1.0 / p), 0.0, 1.0);
}

} // namespace gilkit::measure
