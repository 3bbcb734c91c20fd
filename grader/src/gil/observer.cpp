#include "gil/observer.hpp"

#include "os/clock.hpp"

#include <algorithm>

namespace gilkit::gil {

namespace {

constexpr std::int64_t between_searches_ns = 10 * os::ns_per_ms;

} // namespace

void Observer::tick(std::int64_t now_ns) {
    const std::int64_t at_ns = now_ns - begin_ns_;
    if (at_ns >= next_search_ns_) {
        find_processes(at_ns);
        next_search_ns_ = at_ns + between_searches_ns;
    }
    for (auto& [pid, followed] : followed_) {
        followed.view.look(at_ns, timeline_);
        note(followed);
    }
    ++ticks_;
}

void Observer::find_processes(std::int64_t at_ns) {
    const std::vector<pid_t> pids = members_();
    for (const pid_t pid : pids) {
        if (!followed_.contains(pid)) {
            followed_.try_emplace(pid, pid, processes_.size());
            processes_.push_back({pid, {Unseen::starting, std::nullopt, false, true}, 0});
        }
    }
    for (auto entry = followed_.begin(); entry != followed_.end();) {
        auto& [pid, followed] = *entry;
        const bool there = std::find(pids.begin(), pids.end(), pid) != pids.end();
        if (there && followed.view.find_threads(timeline_)) {
            ++entry;
        } else {
            followed.view.finish(at_ns, timeline_);
            entry = followed_.erase(entry);
        }
    }
}

void Observer::note(const Followed& followed) {
    ObservedProcess& process = processes_[followed.number];
    const GilKnowledge& gil = followed.view.gil();
    // Of a process that has ended nothing can be said any more; what was said of it stands.
    if (!gil.unseen || process.gil.unseen) {
        process.gil = gil;
    }
    process.gil_switches = followed.view.gil_switches();
}

void Observer::finish(std::int64_t now_ns) {
    for (auto& [pid, followed] : followed_) {
        followed.view.finish(now_ns - begin_ns_, timeline_);
    }
    followed_.clear();
}

} // namespace gilkit::gil
