#include "gil/observer.hpp"

#include "os/clock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace gilkit::gil {

namespace {

constexpr std::int64_t between_searches_ns = 10 * os::ns_per_ms;
constexpr std::int64_t looks_a_search = 4; // at least: a search costs several times what a look does

// To microseconds, as reports write them: no look is nearer to the next one than a hundred of them, and what
// is drawn from a report is the same picture.
std::int64_t rounded(std::int64_t ns) {
    constexpr std::int64_t us = 1000;
    return (ns + (us / 2)) / us * us;
}

Durations rounded(Durations spent_ns) {
    std::ranges::transform(spent_ns, spent_ns.begin(), [](std::int64_t ns) { return rounded(ns); });
    return spent_ns;
}

ThreadLane rounded(ThreadLane lane) {
    for (Span& span : lane.spans) {
        span = {span.state, rounded(span.from_ns), rounded(span.to_ns)};
    }
    lane.spent_ns = rounded(lane.spent_ns);
    return lane;
}

} // namespace

Observer::Observer(Members members, std::int64_t begin_ns, double rate_hz)
    : members_(std::move(members)), begin_ns_(begin_ns),
      rate_hz_(std::clamp(rate_hz, least_rate_hz, greatest_rate_hz)),
      period_ns_(os::from_seconds(1 / rate_hz_)), due_ns_(begin_ns), end_ns_(begin_ns) {}

void Observer::tick(std::int64_t now_ns) {
    const std::int64_t at_ns = now_ns - begin_ns_;
    // On a grid: lateness must not add up.
    const std::int64_t late = std::max<std::int64_t>((now_ns - due_ns_) / period_ns_, 0);
    missed_ += static_cast<std::uint64_t>(late);
    due_ns_ += (late + 1) * period_ns_;
    if (at_ns >= next_search_ns_) {
        find_processes(at_ns);
        next_search_ns_ =
            at_ns + std::max(between_searches_ns, looks_a_search * period_ns_) - (period_ns_ / 2);
    }
    for (auto& [pid, followed] : followed_) {
        followed.view.look(at_ns, timeline_, work_ ? &*work_ : nullptr);
        note(followed);
    }
    if (work_) {
        work_->set_under_way();
    }
    ++ticks_;
}

void Observer::find_processes(std::int64_t at_ns) {
    const std::vector<pid_t> pids = members_();
    for (const pid_t pid : pids) {
        if (!followed_.contains(pid)) {
            followed_.try_emplace(pid, pid, processes_.size());
            processes_.push_back({pid, "", {Unseen::starting, std::nullopt, false, true}, 0, 0});
        }
    }
    for (auto entry = followed_.begin(); entry != followed_.end();) {
        auto& [pid, followed] = *entry;
        const bool there = std::find(pids.begin(), pids.end(), pid) != pids.end();
        if (there && followed.view.find_threads(timeline_)) {
            const std::string program = followed.view.program();
            if (!program.empty()) { // as that of a dead one is
                processes_[followed.number].program = program;
            }
            ++entry;
        } else {
            followed.view.finish(at_ns, timeline_);
            entry = followed_.erase(entry);
        }
    }
}

void Observer::note(const Followed& followed) {
    RecordedProcess& process = processes_[followed.number];
    const GilKnowledge& gil = followed.view.gil();
    // Of a process that has ended nothing can be said any more; what was said of it stands.
    const bool tells_more = gil.unseen != Unseen::gone || process.gil.unseen == Unseen::starting;
    if (!gil.unseen || (process.gil.unseen && tells_more)) {
        process.gil = gil;
    }
    process.gils = std::max(process.gils, static_cast<int>(followed.view.gils()));
    process.gil_switches = followed.view.gil_switches();
}

void Observer::finish(std::int64_t now_ns) {
    for (auto& [pid, followed] : followed_) {
        followed.view.finish(now_ns - begin_ns_, timeline_);
    }
    followed_.clear();
    end_ns_ = now_ns;
}

std::string Observer::summary() const {
    const auto& lanes = timeline_.lanes();
    GilUse most;
    for (std::size_t process = 0; process < processes_.size(); ++process) {
        const GilUse use = gil_use_of(lanes, process);
        const bool more = use.waiting > most.waiting || (most.held == 0 && use.held > 0);
        most = processes_[process].gil.shows_gil() && more ? use : most;
    }
    std::string text = fmt::format("{} thread{}", lanes.size(), lanes.size() == 1 ? "" : "s");
    if (most.held > 0) {
        text +=
            fmt::format(", GIL held {:.0f} %, {:.1f} waiting", std::min(most.held, 1.0) * 100, most.waiting);
    }
    return text;
}

Recording Observer::recording() const {
    Recording recording;
    recording.length_ns = rounded(end_ns_ - begin_ns_);
    recording.rate_hz = rate_hz_;
    recording.looks = ticks_;
    recording.missed_looks = missed_;
    recording.grain_ns = timeline_.grain_ns();
    recording.processes = processes_;
    std::ranges::transform(timeline_.lanes(), std::back_inserter(recording.lanes),
                           [](const ThreadLane& lane) { return rounded(lane); });
    recording.other_threads = timeline_.other_threads();
    recording.other_threads_spent_ns = rounded(timeline_.other_threads_spent_ns());
    return recording;
}

} // namespace gilkit::gil
