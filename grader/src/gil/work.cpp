#include "gil/work.hpp"

#include <algorithm>

namespace gilkit::gil {

namespace {

// A share near 0.8 is then known to about 6 points (its standard error is sqrt(0.8 × 0.2 / stretches)).
constexpr std::size_t enough_stretches = 40;
// Less of a process's work than this is no sample of it.
constexpr double least_sample = 0.05;

} // namespace

WorkTally::Process& WorkTally::process(std::size_t number) {
    if (number >= processes_.size()) {
        processes_.resize(number + 1);
    }
    return processes_[number];
}

std::optional<double> WorkTally::ceiling(double work_s) const {
    double seen_s = 0;
    double most_s = 0;
    std::size_t stretches = 0;
    constexpr double ns_per_s = 1e9;
    for (const Process& process : processes_) {
        const double all_s = static_cast<double>(process.seen_ns) / ns_per_s;
        seen_s += all_s;
        stretches += process.stretches;
        double sampled_s = static_cast<double>(process.free_ns) / ns_per_s;
        double under_one_s = 0;
        for (const auto& [gil, ns] : process.under_gil_ns) {
            const double under_s = static_cast<double>(ns) / ns_per_s;
            sampled_s += under_s;
            under_one_s = std::max(under_one_s, under_s);
        }
        if (sampled_s > 0 && sampled_s >= least_sample * all_s) {
            most_s = std::max(most_s, under_one_s * all_s / sampled_s);
        }
    }
    if (most_s == 0 || stretches < enough_stretches) {
        return std::nullopt;
    }
    return std::max(seen_s, work_s) / most_s;
}

ThreadWork::At ThreadWork::at(const WorkLook& look) const {
    if (look.gil) {
        return At::gil;
    }
    if (!look.awake || !last_) {
        return look.awake ? At::unsure : At::asleep;
    }
    if (look.sleeps != last_->sleeps) {
        return At::unsure;
    }
    const bool was_at_work = last_at_ == At::gil || last_at_ == At::free;
    return was_at_work || look.accounts.run_ns > last_->accounts.run_ns ? At::free : At::unsure;
}

void ThreadWork::look(const WorkLook& look, std::size_t process, WorkTally& tally) {
    WorkTally::Process& sums = tally.process(process);
    const At now_at = at(look);
    if (!last_) {
        sums.seen_ns += tally.under_way_ ? look.accounts.run_ns : 0;
    } else {
        const std::uint64_t worked_ns = os::grown(last_->accounts.run_ns, look.accounts.run_ns);
        sums.seen_ns += worked_ns;
        const auto add = [&](At where, const WorkLook& when, std::uint64_t ns) {
            (where == At::gil ? sums.under_gil_ns[*when.gil] : sums.free_ns) += ns;
        };
        const auto at_work = [](At where) { return where == At::gil || where == At::free; };
        if (worked_ns > 0 && at_work(last_at_)) {
            // When it changed over is not known: on average in the middle.
            const std::uint64_t later_ns = at_work(now_at) ? worked_ns / 2 : 0;
            add(last_at_, *last_, worked_ns - later_ns);
            if (later_ns > 0) {
                add(now_at, look, later_ns);
            }
            ++sums.stretches;
        }
    }
    last_ = look;
    last_at_ = now_at;
}

} // namespace gilkit::gil
