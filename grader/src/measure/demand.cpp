#include "measure/demand.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace gilkit::measure {

namespace {

constexpr double window_s = 0.05;

// Old windows fall into one class when they asked for the same number of cores, to a twentieth of a core.
constexpr double classes_a_core = 20;
constexpr std::size_t most_classes = 1280; // 64 cores and more share the last one

std::size_t index_of(Delay reading) {
    return static_cast<std::size_t>(reading);
}

// On an idle machine with as many cores as asked for.
double idle_s(const Window& window) {
    const double n = window.cores();
    return n >= 1 ? window.work_s / n : std::max(window.work_s, window.wall_s - window.delay_s);
}

void add_to(Window& sum, const Window& window) {
    sum.wall_s += window.wall_s;
    sum.work_s += window.work_s;
    sum.delay_s += window.delay_s;
}

} // namespace

double replay_s(std::span<const Window> windows, double cores) {
    return std::accumulate(windows.begin(), windows.end(), 0.0, [&](double sum, const Window& window) {
        const double n = window.cores();
        return sum + (n >= 1 ? window.work_s / std::min(n, cores) : idle_s(window));
    });
}

template<typename Get>
void DemandTrace::spread(double from_s, double to_s, double amount_s, Get get) {
    if (amount_s <= 0 || !std::isfinite(from_s) || !std::isfinite(to_s)) {
        return;
    }
    from_s = std::max(from_s, 0.0);
    to_s = std::max(to_s, from_s);
    const auto last_number = static_cast<std::size_t>(to_s / bin_s_);
    while (first_bin_ + bins_.size() <= last_number) {
        if (bins_.size() >= most_bins_) {
            fold_oldest();
        }
        bins_.emplace_back();
    }
    from_s = std::max(from_s, bin_begin_s(0));
    to_s = std::max(to_s, from_s);
    const auto bin_at = [&](double s) {
        const auto number = static_cast<std::size_t>(s / bin_s_);
        return std::min(number - std::min(number, first_bin_), bins_.size() - 1);
    };
    const std::size_t first = bin_at(from_s);
    const std::size_t last = bin_at(to_s);
    if (first == last) {
        get(bins_[first]) += amount_s;
        return;
    }
    const double per_second = amount_s / (to_s - from_s);
    for (std::size_t bin = first; bin <= last; ++bin) {
        const double begin = std::max(from_s, bin_begin_s(bin));
        const double end = std::min(to_s, bin_begin_s(bin + 1));
        get(bins_[bin]) += std::max(0.0, end - begin) * per_second;
    }
}

void DemandTrace::add_work(double from_s, double to_s, double amount_s) {
    spread(from_s, to_s, amount_s, [](Bin& bin) -> double& { return bin.work_s; });
}

void DemandTrace::add_delay(Delay reading, double from_s, double to_s, double amount_s) {
    spread(from_s, to_s, amount_s,
           [reading](Bin& bin) -> double& { return bin.delay_s.at(index_of(reading)); });
}

void DemandTrace::fold_oldest() {
    const std::size_t count = std::max<std::size_t>(1, bins_.size() / 2);
    for (const Delay reading : {Delay::sure, Delay::likely, Delay::all}) {
        Classes& classes = old_.at(index_of(reading));
        classes.resize(most_classes);
        for (const Window& window : windows_of(count, reading)) {
            const auto at = static_cast<std::size_t>(window.cores() * classes_a_core);
            add_to(classes[std::min(at, most_classes - 1)], window);
        }
    }
    bins_.erase(bins_.begin(), bins_.begin() + static_cast<std::ptrdiff_t>(count));
    first_bin_ += count;
}

void DemandTrace::finish(double wall_s) {
    wall_s_ = std::max(wall_s, 0.0);
    finished_ = true;
    const auto all = static_cast<std::size_t>(std::ceil(wall_s_ / bin_s_));
    const std::size_t count = all - std::min(all, first_bin_);
    while (bins_.size() > std::max<std::size_t>(count, 1)) {
        const Bin surplus = bins_.back();
        bins_.pop_back();
        bins_.back().work_s += surplus.work_s;
        std::transform(surplus.delay_s.begin(), surplus.delay_s.end(), bins_.back().delay_s.begin(),
                       bins_.back().delay_s.begin(), std::plus<>());
    }
    while (bins_.size() < count) {
        if (bins_.size() >= most_bins_) {
            fold_oldest();
            finish(wall_s);
            return;
        }
        bins_.emplace_back();
    }
}

void DemandTrace::scale(double factor) {
    for (Bin& bin : bins_) {
        bin.work_s *= factor;
        for (double& delay : bin.delay_s) {
            delay *= factor;
        }
    }
    for (Classes& classes : old_) {
        for (Window& window : classes) {
            window.work_s *= factor;
            window.delay_s *= factor;
        }
    }
}

std::vector<Window> DemandTrace::windows_of(std::size_t count, Delay reading) const {
    std::vector<Window> windows;
    Window now;
    double all_delay_s = 0;
    for (std::size_t bin = 0; bin < count; ++bin) {
        const double end_s = bin_begin_s(bin + 1);
        now.wall_s += (finished_ ? std::min(end_s, wall_s_) : end_s) - bin_begin_s(bin);
        now.work_s += bins_[bin].work_s;
        now.delay_s += bins_[bin].delay_s.at(index_of(reading));
        all_delay_s += bins_[bin].delay_s.at(index_of(Delay::all));

        Window window = now;
        const double room_s = std::max(0.0, window.wall_s - window.work_s);
        window.delay_s = std::max(window.delay_s, std::min(all_delay_s, room_s));
        // A little less, so that rounding does not make a window one bin longer.
        if (idle_s(window) >= 0.999 * window_s || bin + 1 == count) {
            windows.push_back(window);
            now = {};
            all_delay_s = 0;
        }
    }
    return windows;
}

std::vector<Window> DemandTrace::windows(Delay reading) const {
    std::vector<Window> windows = windows_of(bins_.size(), reading);
    for (const Window& window : old_.at(index_of(reading))) {
        if (window.wall_s > 0) {
            windows.push_back(window);
        }
    }
    return windows;
}

double DemandTrace::work_s() const {
    const std::vector<Window> all = windows(Delay::all);
    return std::accumulate(all.begin(), all.end(), 0.0,
                           [](double sum, const Window& window) { return sum + window.work_s; });
}

double DemandTrace::delay_s(Delay reading) const {
    const std::vector<Window> all = windows(reading);
    return std::accumulate(all.begin(), all.end(), 0.0,
                           [](double sum, const Window& window) { return sum + window.delay_s; });
}

double DemandTrace::parallelism(Delay reading) const {
    return wall_s_ > 0 ? (work_s() + delay_s(reading)) / wall_s_ : 0.0;
}

double DemandTrace::replay_s(double cores, Delay reading) const {
    return measure::replay_s(windows(reading), cores);
}

double DemandTrace::starved_s(double cores, Delay reading) const {
    const std::vector<Window> all = windows(reading);
    const double wall_s = std::accumulate(
        all.begin(), all.end(), 0.0, [](double sum, const Window& window) { return sum + window.wall_s; });
    return std::max(0.0, wall_s - measure::replay_s(all, cores));
}

double serial_fraction(double speedup, int cores) {
    if (cores < 2 || speedup <= 0) {
        return 1.0;
    }
    const double p = cores;
    return std::clamp((1.0 / speedup - 1.0 / p) / (1.0 - 1.0 / p), 0.0, 1.0);
}

} // namespace gilkit::measure
