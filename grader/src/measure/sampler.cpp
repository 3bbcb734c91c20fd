#include "measure/sampler.hpp"

#include "os/clock.hpp"
#include "os/worker.hpp"

#include <unistd.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace gilkit::measure {

namespace {

// Looking for processes and threads costs several times what reading the known ones does.
constexpr double between_walks_s = 4 * tick_s;
// Who did less than this part of the work is not called busy.
constexpr std::uint64_t busy_part = 20;

double to_seconds(std::uint64_t ns) {
    return static_cast<double>(ns) * 1e-9;
}

} // namespace

DemandSampler::Thread::Thread(const std::string& folder)
    : schedstat(folder + "/schedstat"), children(folder + "/children"), stat(folder + "/stat"),
      status(folder + "/status") {}

std::size_t DemandSampler::tasks() const {
    std::size_t count = 0;
    for (const auto& [pid, process] : processes_) {
        count += process.threads.size();
    }
    return count;
}

std::vector<pid_t> DemandSampler::processes() const {
    std::vector<pid_t> pids;
    for (const auto& [pid, process] : processes_) {
        pids.push_back(pid);
    }
    return pids;
}

void DemandSampler::begin(std::int64_t now_ns) {
    walk();
    read_all(0.0, true);
    accounts_at_begin_ns_ = accounts_ns();
    counting_ = true;
    processes_seen_ = static_cast<int>(processes_.size());
    threads_seen_ = static_cast<int>(tasks());
    // The first look took a moment, in which the tree may have worked: that is before the start.
    begin_ns_ = now_ns;
    last_tick_s_ = 0;
    stood_still_s_ = 0;
    asked_for_idle_s_ = 0;
    vouched_s_ = 0;
    came_or_went_ = false;
    next_walk_s_ = 0;
    next_settling_s_ = claims_period_s;
}

void DemandSampler::tick(std::int64_t now_ns) {
    const double now_s = os::seconds(now_ns - begin_ns_);
    if (now_s >= next_walk_s_) {
        walk();
        // Ticks come a little late, which must not add up to one tick more between two walks.
        next_walk_s_ = now_s + between_walks_s - (tick_s / 2);
    }
    look(now_s, false);
}

void DemandSampler::thorough_tick(std::int64_t now_ns) {
    walk();
    look(os::seconds(now_ns - begin_ns_), true);
}

void DemandSampler::look(double now_s, bool resting_ones_too) {
    constexpr double on_any_cores = std::numeric_limits<double>::infinity();
    const std::uint64_t before_ns = work_ns_;
    const double away_s = now_s - last_tick_s_;
    const bool stood_still = counting_ && away_s > standstill_s;
    const double idle_before_s = stood_still ? idle_with_standstills_s(on_any_cores) : 0;
    threads_at_work_ = 0;
    read_all(now_s, resting_ones_too);
    lone_ticks_ = threads_at_work_ > 1 ? 0 : std::min(lone_ticks_ + 1, ticks_until_lone);
    worked_ = work_ns_ > before_ns;
    vouch(away_s, to_seconds(work_ns_ - before_ns));
    if (now_s >= next_settling_s_) {
        settle_claims(now_s);
    }
    last_tick_s_ = now_s;
    if (stood_still) {
        stood_still_s_ += std::clamp(idle_with_standstills_s(on_any_cores) - idle_before_s, 0.0, away_s);
    }
}

void DemandSampler::vouch(double away_s, double worked_s) {
    const bool seen_well = away_s <= late_s || (worked_s == 0 && !came_or_went_);
    vouched_s_ += seen_well ? away_s : std::min(away_s, worked_s + tick_s);
    came_or_went_ = false;
}

void DemandSampler::walk() {
    ++walk_number_;
    std::vector<pid_t> pids{root_};
    if (orphans_ == Orphans::come_to_us) {
        const std::vector<pid_t> strays = os::stray_children(root_);
        pids.insert(pids.end(), strays.begin(), strays.end());
    }
    for (std::size_t next = 0; next < pids.size(); ++next) {
        const pid_t pid = pids[next];
        if (pid == ::getpid()) {
            continue; // a tree that is observed from within
        }
        const auto [entry, is_new] = processes_.try_emplace(pid, pid);
        Process& process = entry->second;
        if (!find_threads(pid, process)) {
            continue;
        }
        process.seen_in_walk = walk_number_;
        processes_seen_ += is_new ? 1 : 0;
        for (auto& [tid, thread] : process.threads) {
            const std::vector<pid_t> children = os::parse_pids(thread.children.read());
            pids.insert(pids.end(), children.begin(), children.end());
        }
        if (!os::children_listed()) {
            const std::vector<pid_t> children = os::scan_children_of(pid);
            pids.insert(pids.end(), children.begin(), children.end());
        }
    }
    for (auto& [pid, process] : processes_) {
        process.gone = process.gone || process.seen_in_walk != walk_number_;
    }
    forget_the_gone();
}

bool DemandSampler::find_threads(pid_t pid, Process& process) {
    const bool all_there = std::none_of(process.threads.begin(), process.threads.end(),
                                        [](const auto& entry) { return entry.second.gone; });
    if (all_there && !process.threads.empty() && process.thread_count.read() == process.threads.size()) {
        return true;
    }
    const std::vector<pid_t> tids = os::threads_of(pid);
    for (const pid_t tid : tids) {
        const auto [thread, is_new] =
            process.threads.try_emplace(tid, "/proc/" + std::to_string(pid) + "/task/" + std::to_string(tid));
        thread->second.seen_in_walk = walk_number_;
        threads_seen_ += is_new ? 1 : 0;
        came_or_went_ = came_or_went_ || is_new;
    }
    for (auto& [tid, thread] : process.threads) {
        thread.gone = thread.gone || thread.seen_in_walk != walk_number_;
    }
    return !tids.empty();
}

void DemandSampler::read_all(double now_s, bool resting_ones_too) {
    for (auto& [pid, process] : processes_) {
        const bool worked = read_process(process, now_s) > 0;
        for (auto& [tid, thread] : process.threads) {
            if (worked || resting_ones_too || !thread.was_read) {
                read_thread(thread, now_s);
            }
        }
    }
}

std::uint64_t DemandSampler::read_process(Process& process, double now_s) {
    // Once it is gone, its number may belong to somebody else.
    const auto cpu_ns = process.gone ? std::nullopt : process.cpu.read();
    if (!cpu_ns) {
        process.gone = true;
        return 0;
    }
    // Several clocks stand behind this one; it may step back by a few microseconds.
    const std::uint64_t used_ns = os::grown(process.cpu_ns, *cpu_ns);
    process.cpu_ns = std::max(*cpu_ns, process.cpu_ns);
    if (counting_) {
        work_ns_ += used_ns;
        process.counted_ns += used_ns;
        trace_.add_work(last_tick_s_, now_s, to_seconds(used_ns));
    }
    return used_ns;
}

void DemandSampler::read_thread(Thread& thread, double now_s) {
    const auto now = os::parse_schedstat(thread.schedstat.read());
    if (!now) {
        thread.gone = true; // its number may soon belong to another one, which the next walk finds
        return;
    }
    ThreadStep step;
    const bool is_new = !std::exchange(thread.was_read, true);
    step.now_s = now_s;
    step.waited_s = to_seconds(os::grown(thread.accounts.delay_ns, now->delay_ns));
    step.dispatched = os::grown(thread.accounts.slices, now->slices);
    const std::uint64_t ran_ns = os::grown(thread.accounts.run_ns, now->run_ns);
    step.ran_s = to_seconds(ran_ns);
    thread.accounts = *now;
    if (is_new || !counting_ || ran_ns > 0 || step.dispatched > 0) {
        thread.moved_s = now_s;
    }
    threads_at_work_ += ran_ns > 0 ? 1 : 0;
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
    thread.claims.add_run(step.ran_s);
    thread.judge.step(step, thread.claims);
}

void DemandSampler::end(Thread& thread) {
    thread.judge.end(thread.claims);
    ended_claims_.push_back(std::move(thread.claims));
    remember(ended_threads_ns_, thread.counted_run_ns);
}

void DemandSampler::settle_claims(double now_s) {
    std::vector<Claims> claims = std::exchange(ended_claims_, {});
    for (auto& [pid, process] : processes_) {
        for (auto& [tid, thread] : process.threads) {
            if (!thread.claims.empty()) {
                claims.push_back(std::exchange(thread.claims, {}));
            }
        }
    }
    settle(claims, trace_);
    next_settling_s_ = now_s + claims_period_s;
}

void DemandSampler::forget_the_gone() {
    for (auto& [pid, process] : processes_) {
        for (auto& [tid, thread] : process.threads) {
            if (thread.gone || process.gone) {
                end(thread);
                came_or_went_ = true;
            }
        }
        std::erase_if(process.threads, [](const auto& entry) { return entry.second.gone; });
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
    return std::any_of(processes_.begin(), processes_.end(), [](auto& process) {
        auto& threads = process.second.threads;
        return std::any_of(threads.begin(), threads.end(), [](auto& thread) {
            const auto stat = os::parse_stat(thread.second.stat.read());
            return stat && (stat->state == 'R' || stat->state == 'D');
        });
    });
}

double DemandSampler::idle_s(double cores) {
    return std::max(0.0, idle_with_standstills_s(cores) - stood_still_s_);
}

double DemandSampler::idle_with_standstills_s(double cores) {
    constexpr double no_limit = std::numeric_limits<double>::infinity();
    DemandTrace asked = trace_;
    for (const Claims& claims : ended_claims_) {
        claims.add_to(asked, no_limit);
    }
    bool in_the_kernel = false;
    for (auto& [pid, process] : processes_) {
        for (auto& [tid, thread] : process.threads) {
            thread.claims.add_to(asked, no_limit);
            // The kernel counts a wait when it ends.
            const auto stat = os::parse_stat(thread.stat.read());
            if (stat && stat->state == 'R') {
                asked.add_delay(Delay::all, thread.moved_s, last_tick_s_, last_tick_s_ - thread.moved_s);
            }
            in_the_kernel = in_the_kernel || (stat && stat->state == 'D');
        }
    }
    // It never counts the time for which its own locks are held, so that is sampled.
    const double from_s = std::exchange(asked_for_idle_s_, last_tick_s_);
    if (in_the_kernel) {
        trace_.add_delay(Delay::all, from_s, last_tick_s_, last_tick_s_ - from_s);
        asked.add_delay(Delay::all, from_s, last_tick_s_, last_tick_s_ - from_s);
    }
    return last_tick_s_ - asked.starved_s(cores, Delay::all);
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
    for (auto& [pid, process] : processes_) {
        for (auto& [tid, thread] : process.threads) {
            thread.judge.end(thread.claims);
            threads_ns.push_back(thread.counted_run_ns);
        }
        processes_ns.push_back(process.counted_ns);
    }
    demand.busy_processes = busy(processes_ns);
    demand.busy_threads = busy(threads_ns);
    settle_claims(demand.wall_s);
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
    demand.before_s = to_seconds(accounts_at_begin_ns_);
    // What one look reports of a wait may fall into another window than what the next look makes of it.
    demand.queue_all_s = trace_.delay_s(Delay::all);
    demand.queue_s = std::min(demand.queue_all_s, trace_.delay_s(Delay::likely));
    demand.queue_low_s = std::min(demand.queue_s, trace_.delay_s(Delay::sure));
    demand.trace = std::move(trace_);
    return demand;
}

} // namespace gilkit::measure
