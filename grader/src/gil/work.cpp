#include "gil/work.hpp"

#include <algorithm>

namespace gilkit::gil {

namespace {

// Who works on for less was about to take the GIL, or to go to sleep.
constexpr std::uint64_t passing_ns = 100'000;

} // namespace

WorkTally::Process& WorkTally::process(std::size_t number) {
    if (number >= processes_.size()) {
        processes_.resize(number + 1);
    }
    return processes_[number];
}

std::optional<double> ceiling_of(const std::vector<Ceiling>& runs) {
    std::size_t looks = 0;
    double under_gil = 0;
    for (const Ceiling& run : runs) {
        looks += run.looks;
        under_gil += static_cast<double>(run.looks) / run.speedup;
    }
    return looks < enough_looks ? std::nullopt : std::optional(static_cast<double>(looks) / under_gil);
}

std::optional<Ceiling> WorkTally::ceiling(double work_s) const {
    constexpr double ns_per_s = 1e9;
    double seen_s = 0;
    double most_s = 0;
    std::size_t looks = 0;
    for (const Process& process : processes_) {
        const double all_s = static_cast<double>(process.work_ns) / ns_per_s;
        seen_s += all_s;
        std::size_t here = process.free_looks;
        std::size_t under_one = 0;
        for (const auto& [gil, count] : process.looks_under_gil) {
            here += count;
            under_one = std::max(under_one, count);
        }
        looks += here;
        if (under_one > 0) {
            most_s = std::max(most_s, all_s * static_cast<double>(under_one) / static_cast<double>(here));
        }
    }
    if (most_s == 0) {
        return std::nullopt;
    }
    return Ceiling{std::max(seen_s, work_s) / most_s, looks};
}

ThreadWork::At ThreadWork::at(const WorkLook& look) const {
    if (look.gil) {
        return At::gil;
    }
    if (!look.awake) {
        return At::asleep;
    }
    if (!last_ || look.sleeps != last_->sleeps) {
        return At::woken;
    }
    // It has not slept since it had the GIL, or since it had worked already.
    const bool at_work = last_at_ == At::gil || last_at_ == At::free;
    return at_work || os::grown(last_->accounts.run_ns, look.accounts.run_ns) >= passing_ns ? At::free
                                                                                            : At::woken;
}

void ThreadWork::look(const WorkLook& look, std::size_t process, WorkTally& tally) {
    WorkTally::Process& sums = tally.process(process);
    const At now_at = at(look);
    if (!last_) {
        sums.work_ns += tally.under_way_ ? look.accounts.run_ns : 0;
    } else {
        const std::uint64_t worked_ns = os::grown(last_->accounts.run_ns, look.accounts.run_ns);
        sums.work_ns += worked_ns;
        const std::uint64_t sleeps = os::grown(last_->sleeps, look.sleeps);
        // All of it before it went to sleep.
        const bool worked_on = sleeps == 0 || (sleeps == 1 && now_at == At::asleep);
        if (worked_on && worked_ns >= passing_ns) {
            sums.free_looks += last_at_ == At::free ? 1 : 0;
            if (last_at_ == At::gil) {
                ++sums.looks_under_gil[*last_->gil];
            }
        }
    }
    last_ = look;
    last_at_ = now_at;
}

} // namespace gilkit::gil
