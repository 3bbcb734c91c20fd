#include "measure/sampler.hpp"

#include "os/clock.hpp"
#include "os/worker.hpp"

#include <unistd.h>

#include <algorithm>

namespace gilkit::measure {

namespace {

// Looking for processes and threads costs several times what reading the known ones does.
constexpr std::uint64_t ticks_between_walks = 4;
// Who did less than this part of the work is not called busy.
constexpr std::uint64_t busy_part = 20;

double to_seconds(std::uint64_t ns) {
    return static_cast<double>(ns) * 1e-9;
}

} // namespace

DemandSampler::Thread::Thread(const std::string& folder)
    : schedstat(folder + "/schedstat"), children(folder + "/children"), stat(folder + "/stat"),
      status(folder + "/status") {}

void DemandSampler::begin(std::int64_t now_ns) {
    walk();
    read_all(0.0);
    accounts_at_begin_ns_ = accounts_ns();
    counting_ = true;
    processes_seen_ = static_cast<int>(processes_.size());
    threads_seen_ = static_cast<int>(threads_.size());
    // The first look took a moment, in which the tree may have worked: that is before the start.
    begin_ns_ = now_ns;
    last_tick_s_ = 0;
}

void DemandSampler::tick(std::int64_t now_ns) {
    if (tick_number_ % ticks_between_walks == 0) {
        walk();
    }
    ++tick_number_;
    const double now_s = os::seconds(now_ns - begin_ns_);
    const std::uint64_t before_ns = work_ns_;
    read_all(now_s);
    worked_ = work_ns_ > before_ns;
    last_tick_s_ = now_s;
}

void DemandSampler::thorough_tick(std::int64_t now_ns) {
    tick_number_ = 0;
    tick(now_ns);
}

void DemandSampler::walk() {
    ++walk_number_;
    std::vector<pid_t> pids = os::stray_children(root_);
    pids.insert(pids.begin(), root_);
    for (std::size_t next = 0; next < pids.size(); ++next) {
        const pid_t pid = pids[next];
        const std::vector<pid_t> tids = os::threads_of(pid);
        if (tids.empty()) {
            continue;
        }
        const auto [process, process_is_new] = processes_.try_emplace(pid);
        process->second.seen_in_walk = walk_number_;
        processes_seen_ += process_is_new ? 1 : 0;
        for (const pid_t tid : tids) {
            const auto [thread, thread_is_new] =
                threads_.try_emplace(tid, "/proc/" + std::to_string(pid) + "/task/" + std::to_string(tid));
            thread->second.seen_in_walk = walk_number_;
            threads_seen_ += thread_is_new ? 1 : 0;
            const std::vector<pid_t> children = os::parse_pids(thread->second.children.read());
            pids.insert(pids.end(), children.begin(), children.end());
        }
        if (!os::children_listed()) {
            const std::vector<pid_t> children = os::scan_children_of(pid);
            pids.insert(pids.end(), children.begin(), children.end());
        }
    }
    std::for_each(threads_.begin(), threads_.end(), [&](auto& entry) {
        entry.second.gone = entry.second.gone || entry.second.seen_in_walk != walk_number_;
    });
    std::for_each(processes_.begin(), processes_.end(), [&](auto& entry) {
        entry.second.gone = entry.second.gone || entry.second.seen_in_walk != walk_number_;
    });
    forget_the_gone();
}

void DemandSampler::read_all(double now_s) {
    for (auto& [pid, process] : processes_) {
        read_process(pid, process, now_s);
    }
    for (auto& [tid, thread] : threads_) {
        read_thread(thread, now_s);
    }
}

void DemandSampler::read_process(pid_t pid, Process& process, double now_s) {
    // Once it is gone, its number may belong to somebody else.
    const auto cpu_ns = process.gone ? std::nullopt : os::process_cpu_ns(pid);
    if (!cpu_ns) {
        process.gone = true;
        return;
    }
    // Several clocks stand behind this one; it may step back by a few microseconds.
    const std::uint64_t used_ns = os::grown(process.cpu_ns, *cpu_ns);
    process.cpu_ns = std::max(*cpu_ns, process.cpu_ns);
    if (counting_) {
        work_ns_ += used_ns;
        process.counted_ns += used_ns;
        trace_.add_work(last_tick_s_, now_s, to_seconds(used_ns));
    }
}

void DemandSampler::read_thread(Thread& thread, double now_s) {
    const auto now = os::parse_schedstat(thread.schedstat.read());
    if (!now) {
        thread.gone = true; // its number may soon belong to another one, which the next walk finds
        return;
    }
    ThreadStep step;
    step.now_s = now_s;
    step.waited_s = to_seconds(os::grown(thread.accounts.delay_ns, now->delay_ns));
    step.dispatched = now->slices != thread.accounts.slices;
    const std::uint64_t ran_ns = os::grown(thread.accounts.run_ns, now->run_ns);
    step.ran_s = to_seconds(ran_ns);
    thread.accounts = *now;
    if (!counting_) {
        thread.switches = os::parse_switches(thread.status.read()).value_or(os::Switches{});
        return;
    }
    thread.counted_run_ns += ran_ns;
    if (thread.judge.asks_for_switches(step.waited_s)) {
        if (const auto switches = os::parse_switches(thread.status.read())) {
            step.slept = os::grown(thread.switches.voluntary, switches->voluntary);
            step.displaced = os::grown(thread.switches.involuntary, switches->involuntary);
            thread.switches = *switches;
        }
    }
    thread.judge.step(step, trace_);
}

void DemandSampler::forget_the_gone() {
    for (auto& [tid, thread] : threads_) {
        if (thread.gone) {
            thread.judge.end(trace_);
            remember(ended_threads_ns_, thread.counted_run_ns);
        }
    }
    std::erase_if(threads_, [](const auto& entry) { return entry.second.gone; });
    for (const auto& [pid, process] : processes_) {
        if (process.gone) {
            remember(ended_processes_ns_, process.counted_ns);
        }
    }
    std::erase_if(processes_, [](const auto& entry) { return entry.second.gone; });
}

void DemandSampler::remember(std::vector<std::uint64_t>& ended_ns, std::uint64_t ns) const {
    const auto never_busy = [&](std::uint64_t each_ns) { return each_ns < work_ns_ / busy_part; };
    if (ns > 0 && !never_busy(ns)) {
        ended_ns.push_back(ns);
        // The work only grows: whoever falls behind stays behind, and few are left at any time.
        std::erase_if(ended_ns, never_busy);
    }
}

int DemandSampler::busy(const std::vector<std::uint64_t>& each_ns) const {
    return static_cast<int>(std::count_if(each_ns.begin(), each_ns.end(), [&](std::uint64_t ns) {
        return ns > 0 && ns >= work_ns_ / busy_part;
    }));
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
    // Who is gone by now stands in somebody else's accounts.
    walk();
    Demand demand;
    demand.wall_s = os::seconds(end_ns - begin_ns_);
    demand.processes = processes_seen_;
    demand.threads = threads_seen_;
    std::vector<std::uint64_t> processes_ns = ended_processes_ns_;
    std::vector<std::uint64_t> threads_ns = ended_threads_ns_;
    for (auto& [tid, thread] : threads_) {
        thread.judge.end(trace_);
        threads_ns.push_back(thread.counted_run_ns);
    }
    for (const auto& [pid, process] : processes_) {
        processes_ns.push_back(process.counted_ns);
    }
    demand.busy_processes = busy(processes_ns);
    demand.busy_threads = busy(threads_ns);
    trace_.finish(demand.wall_s);

    // What processes used that came and went unseen stands in the accounts of those that waited for them.
    // These are kept in clock ticks, so a difference is believed only where rounding can't explain it.
    constexpr std::uint64_t rounding_ns = 20 * os::ns_per_ms;
    const std::uint64_t since_begin = os::grown(accounts_at_begin_ns_, accounts_ns() + orphans_cpu_ns);
    const std::uint64_t exact_ns =
        since_begin > work_ns_ + (rounding_ns * processes_.size()) ? since_begin : work_ns_;
    if (work_ns_ > 0) {
        trace_.scale(to_seconds(exact_ns) / to_seconds(work_ns_));
    }
    demand.cpu_s = to_seconds(exact_ns);
    // What one look reports of a wait may fall into another window than what the next look makes of it.
    demand.queue_all_s = trace_.delay_s(Delay::all);
    demand.queue_s = std::min(demand.queue_all_s, trace_.delay_s(Delay::likely));
    demand.queue_low_s = std::min(demand.queue_s, trace_.delay_s(Delay::sure));
    demand.trace = std::move(trace_);
    return demand;
}

} // namespace gilkit::measure
