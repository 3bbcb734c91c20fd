#include "measure/sampler.hpp"

#include "os/clock.hpp"

#include <unistd.h>

#include <algorithm>

namespace gilkit::measure {

namespace {

// Reading the switch counts costs as much as the rest of a tick together, and they change slowly.
constexpr std::uint64_t ticks_between_switch_counts = 4;

double to_seconds(std::uint64_t ns) {
    return static_cast<double>(ns) * 1e-9;
}

} // namespace

DemandSampler::Thread::Thread(const std::string& folder)
    : schedstat(folder + "/schedstat"), children(folder + "/children"), stat(folder + "/stat"),
      status(folder + "/status") {}

void DemandSampler::begin(std::int64_t now_ns) {
    visit_all(0.0);
    accounts_at_begin_ns_ = accounts_ns();
    counting_ = true;
    // The first look took a moment, in which the tree may have worked: that is before the start.
    begin_ns_ = now_ns;
    last_tick_s_ = 0;
}

void DemandSampler::tick(std::int64_t now_ns) {
    const double now_s = os::seconds(now_ns - begin_ns_);
    visit_all(now_s);
    last_tick_s_ = now_s;
}

void DemandSampler::visit_all(double now_s) {
    ++tick_number_;
    std::vector<pid_t> pids = os::children_of(::getpid());
    std::erase(pids, root_);
    pids.insert(pids.begin(), root_);
    for (std::size_t next = 0; next < pids.size(); ++next) {
        visit_process(pids[next], now_s, pids);
    }
    forget_the_gone();
}

void DemandSampler::visit_process(pid_t pid, double now_s, std::vector<pid_t>& found) {
    if (const auto cpu_ns = os::process_cpu_ns(pid)) {
        Process& process = processes_[pid];
        process.seen_in_tick = tick_number_;
        // Several clocks stand behind this one; it may step back by a few microseconds.
        const std::uint64_t used_ns = *cpu_ns - std::min(*cpu_ns, process.cpu_ns);
        process.cpu_ns = std::max(*cpu_ns, process.cpu_ns);
        if (counting_) {
            work_ns_ += used_ns;
            process.counted_ns += used_ns;
            trace_.add_work(last_tick_s_, now_s, to_seconds(used_ns));
        }
    }
    for (const pid_t tid : os::threads_of(pid)) {
        visit_thread(pid, tid, now_s, found);
    }
}

void DemandSampler::visit_thread(pid_t pid, pid_t tid, double now_s, std::vector<pid_t>& found) {
    const auto [entry, is_new] =
        threads_.try_emplace(tid, "/proc/" + std::to_string(pid) + "/task/" + std::to_string(tid));
    Thread& thread = entry->second;
    thread.seen_in_tick = tick_number_;
    if (const auto now = os::parse_schedstat(thread.schedstat.read())) {
        const std::uint64_t waited_ns = now->delay_ns - std::min(now->delay_ns, thread.accounts.delay_ns);
        const std::uint64_t ran_ns = now->run_ns - std::min(now->run_ns, thread.accounts.run_ns);
        thread.accounts = *now;
        if (counting_) {
            thread.counted_run_ns += ran_ns;
            thread.counted_delay_ns += waited_ns;
            delay_ns_ += waited_ns;
            trace_.add_delay(now_s - to_seconds(waited_ns), now_s, to_seconds(waited_ns));
        }
    }
    if (is_new || tick_number_ % ticks_between_switch_counts == 0) {
        if (const auto switches = os::parse_switches(thread.status.read())) {
            thread.switches = *switches;
            // A thread that is born while we count starts from zero.
            if (!thread.switches_at_first) {
                thread.switches_at_first = counting_ ? os::Switches{} : *switches;
            }
        }
    }
    const std::vector<pid_t> children = os::parse_pids(thread.children.read());
    found.insert(found.end(), children.begin(), children.end());
}

double DemandSampler::weighted_delay_s(const Thread& thread) {
    if (!thread.switches_at_first) {
        return 0.0;
    }
    const auto voluntary =
        static_cast<double>(thread.switches.voluntary - thread.switches_at_first->voluntary);
    const auto involuntary =
        static_cast<double>(thread.switches.involuntary - thread.switches_at_first->involuntary);
    const double all = voluntary + involuntary;
    return all > 0 ? to_seconds(thread.counted_delay_ns) * involuntary / all : 0.0;
}

void DemandSampler::forget_the_gone() {
    std::erase_if(threads_, [&](const auto& entry) {
        const bool gone = entry.second.seen_in_tick != tick_number_;
        if (gone) {
            queue_low_s_ += weighted_delay_s(entry.second);
            gone_threads_ns_.push_back(entry.second.counted_run_ns);
        }
        return gone;
    });
    std::erase_if(processes_, [&](const auto& entry) {
        const bool gone = entry.second.seen_in_tick != tick_number_;
        if (gone) {
            gone_processes_ns_.push_back(entry.second.counted_ns);
        }
        return gone;
    });
}

std::uint64_t DemandSampler::accounts_ns() const {
    std::uint64_t total_ns = 0;
    for (const auto& [pid, process] : processes_) {
        const auto text = os::read_small_file("/proc/" + std::to_string(pid) + "/stat");
        const auto stat = text ? os::parse_stat(*text) : std::nullopt;
        total_ns += process.cpu_ns + (stat ? stat->children_ns : 0);
    }
    return total_ns;
}

bool DemandSampler::runnable() {
    return std::any_of(threads_.begin(), threads_.end(), [](auto& entry) {
        const auto stat = os::parse_stat(entry.second.stat.read());
        return stat && (stat->state == 'R' || stat->state == 'D');
    });
}

Demand DemandSampler::finish(std::int64_t end_ns, std::uint64_t orphans_cpu_ns) {
    Demand demand;
    demand.wall_s = os::seconds(end_ns - begin_ns_);
    demand.queue_s = to_seconds(delay_ns_);
    demand.queue_low_s = queue_low_s_;
    std::vector<std::uint64_t> processes_ns = gone_processes_ns_;
    std::vector<std::uint64_t> threads_ns = gone_threads_ns_;
    for (const auto& [tid, thread] : threads_) {
        demand.queue_low_s += weighted_delay_s(thread);
        threads_ns.push_back(thread.counted_run_ns);
    }
    for (const auto& [pid, process] : processes_) {
        processes_ns.push_back(process.counted_ns);
    }
    const auto busy = [&](const std::vector<std::uint64_t>& each_ns) {
        return static_cast<int>(std::count_if(
            each_ns.begin(), each_ns.end(), [&](std::uint64_t ns) { return ns > 0 && ns >= work_ns_ / 20; }));
    };
    demand.busy_processes = busy(processes_ns);
    demand.busy_threads = busy(threads_ns);
    trace_.finish(demand.wall_s);

    // What processes used that came and went unseen stands in the accounts of those that waited for them.
    // These are kept in clock ticks, so a difference is believed only where rounding can't explain it.
    constexpr std::uint64_t rounding_ns = 20 * os::ns_per_ms;
    const std::uint64_t accounts = accounts_ns() + orphans_cpu_ns;
    const std::uint64_t since_begin = accounts - std::min(accounts, accounts_at_begin_ns_);
    const std::uint64_t exact_ns =
        since_begin > work_ns_ + (rounding_ns * processes_.size()) ? since_begin : work_ns_;
    demand.cpu_s = to_seconds(exact_ns);
    if (work_ns_ > 0) {
        trace_.scale_work(demand.cpu_s / to_seconds(work_ns_));
    }
    demand.trace = std::move(trace_);
    return demand;
}

} // namespace gilkit::measure
