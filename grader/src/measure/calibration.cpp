#include "measure/calibration.hpp"

#include "measure/byte_machine.hpp"
#include "os/clock.hpp"
#include "os/machine.hpp"
#include "os/signals.hpp"

#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <ctime>
#include <memory>
#include <string>
#include <thread>
#include <utility>

namespace gilkit::measure {

namespace {

struct Times {
    double cpu_s = 0;
    double wall_s = 0;
};

double thread_cpu_s() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

bool bind_this_thread(int cpu) {
    const auto capacity = static_cast<std::size_t>(cpu) + 1;
    const std::unique_ptr<cpu_set_t, void (*)(cpu_set_t*)> set(CPU_ALLOC(capacity),
                                                               [](cpu_set_t* s) { CPU_FREE(s); });
    const std::size_t size = CPU_ALLOC_SIZE(capacity);
    if (set == nullptr) {
        return false;
    }
    CPU_ZERO_S(size, set.get());
    CPU_SET_S(static_cast<std::size_t>(cpu), size, set.get());
    return ::pthread_setaffinity_np(::pthread_self(), size, set.get()) == 0;
}

// A thread that is bound to one CPU, as it tells its body: false when the CPU could not be had.
std::thread bound_thread(int cpu, std::function<void(bool bound)> body) {
    return std::thread([cpu, body = std::move(body)] { body(bind_this_thread(cpu)); });
}

Times measured(ByteMachine& machine, std::uint64_t steps) {
    const std::int64_t start_ns = os::monotonic_ns();
    const double start_s = thread_cpu_s();
    const volatile std::uint32_t kept = machine.run(steps);
    static_cast<void>(kept);
    return {thread_cpu_s() - start_s, os::seconds(os::monotonic_ns() - start_ns)};
}

// How many steps take about `slice_s` on that CPU when nothing disturbs them.
std::optional<std::uint64_t> choose_steps(int cpu, double slice_s) {
    constexpr double trial_steps = 200'000;
    double best_s = 1;
    bool could = false;
    bound_thread(cpu, [&](bool bound) {
        could = bound;
        for (int i = 0; i < 3 && bound; ++i) {
            ByteMachine machine;
            best_s = std::min(best_s, measured(machine, static_cast<std::uint64_t>(trial_steps)).cpu_s);
        }
    }).join();
    constexpr double least_s = 1e-5; // a clock that stands still must not divide
    return could
               ? std::optional(static_cast<std::uint64_t>(trial_steps * slice_s / std::max(best_s, least_s)))
               : std::nullopt;
}

std::optional<Times> run_alone(int cpu, std::uint64_t steps) {
    std::optional<Times> times;
    bound_thread(cpu, [&](bool bound) {
        if (bound) {
            ByteMachine machine;
            times = measured(machine, steps);
        }
    }).join();
    return times;
}

std::optional<std::array<Times, 2>> run_together(std::array<int, 2> cpus, std::uint64_t steps) {
    std::array<Times, 2> times;
    std::atomic<int> ready{0};
    std::atomic<int> done{0};
    std::atomic<bool> could{true};
    const auto half = [&](std::size_t which, bool bound) {
        if (!bound) {
            could = false;
        }
        ByteMachine machine;
        ready.fetch_add(1);
        while (ready.load() < 2) {
            ::sched_yield(); // not sleeping, so that both start at once
        }
        if (could) {
            times[which] = measured(machine, steps);
        }
        done.fetch_add(1);
        constexpr std::uint64_t a_few_steps = 1000;
        while (done.load() < 2) {
            machine.run(a_few_steps);
        }
    };
    std::thread first = bound_thread(cpus[0], [&](bool bound) { half(0, bound); });
    std::thread second = bound_thread(cpus[1], [&](bool bound) { half(1, bound); });
    first.join();
    second.join();
    return could ? std::optional(times) : std::nullopt;
}

// How busy the other CPU is while one is measured alone.
class Watch {
public:
    explicit Watch(int cpu) : cpu_(cpu), before_(now()) {}
    void stop(os::CpuTicks& sum) const {
        const auto after = now();
        if (before_ && after && after->idle >= before_->idle && after->busy >= before_->busy) {
            sum.idle += after->idle - before_->idle;
            sum.busy += after->busy - before_->busy;
            sum.steal += after->steal - std::min(after->steal, before_->steal); // wanted to run, too
        }
    }

private:
    std::optional<os::CpuTicks> now() const {
        const os::MachineLoad load = os::read_load();
        const auto found = load.cpus.find(cpu_);
        return found == load.cpus.end() ? std::nullopt : std::optional(found->second);
    }
    int cpu_;
    std::optional<os::CpuTicks> before_;
};

// Signals are blocked outside of wait_for(): let one in.
bool interrupted_now() {
    static_cast<void>(os::wait_for({}, 0));
    return os::interrupted() != 0;
}

} // namespace

std::optional<Spread> throughput_of(const std::vector<CalibrationTimes>& rounds) {
    constexpr std::size_t both = 2;
    std::array<double, both> least{};
    for (std::size_t which = 0; which < both; ++which) {
        for (const CalibrationTimes& round : rounds) {
            if (!(round.alone[which] > 0) || !(round.together[which] > 0)) {
                return std::nullopt;
            }
            least[which] = least[which] > 0 ? std::min(least[which], round.alone[which]) : round.alone[which];
        }
    }
    std::vector<double> throughputs;
    throughputs.reserve(rounds.size());
    for (const CalibrationTimes& round : rounds) {
        throughputs.push_back(least[0] / round.together[0] + least[1] / round.together[1]);
    }
    if (throughputs.empty()) {
        return std::nullopt;
    }
    return spread_of(throughputs);
}

tl::expected<Calibration, CalibrationError> calibrate(std::array<int, 2> cpus) {
    constexpr double slice_s = 0.02; // long beside a clock's grain, short beside a neighbour's moods
    constexpr int fewest_rounds = 3;
    constexpr int most_rounds = 9;
    constexpr std::int64_t patience_ns = 800 * os::ns_per_ms;
    const auto failed = [&](int cpu) {
        return tl::unexpected(CalibrationError{false, "can't run on CPU " + std::to_string(cpu) +
                                                          ", which we were told that we may use"});
    };

    const os::MachineLoad before = os::read_load();
    const auto steps = choose_steps(cpus[0], slice_s);
    if (!steps) {
        return failed(cpus[0]);
    }
    std::vector<CalibrationTimes> by_cpu_time;
    std::vector<CalibrationTimes> by_wall_time;
    os::CpuTicks other;
    for (int round = 0; round < most_rounds; ++round) {
        if (interrupted_now()) {
            return tl::unexpected(CalibrationError{true, "interrupted"});
        }
        if (round >= fewest_rounds && os::monotonic_ns() - before.at_ns > patience_ns) {
            break;
        }
        CalibrationTimes cpu_s;
        CalibrationTimes wall_s;
        for (const std::size_t which : {0U, 1U}) {
            const Watch watch(cpus[1 - which]);
            const auto times = run_alone(cpus[which], *steps);
            if (!times) {
                return failed(cpus[which]);
            }
            watch.stop(other);
            cpu_s.alone[which] = times->cpu_s;
            wall_s.alone[which] = times->wall_s;
        }
        const auto times = run_together(cpus, *steps);
        if (!times) {
            return failed(cpus[1]);
        }
        for (const std::size_t which : {0U, 1U}) {
            cpu_s.together[which] = (*times)[which].cpu_s;
            wall_s.together[which] = (*times)[which].wall_s;
        }
        by_cpu_time.push_back(cpu_s);
        by_wall_time.push_back(wall_s);
    }
    const auto throughput = throughput_of(by_cpu_time);
    const auto throughput_wall = throughput_of(by_wall_time);
    if (!throughput || !throughput_wall) {
        return tl::unexpected(CalibrationError{false, "this kernel's clock of CPU time stands still"});
    }
    Calibration result;
    result.cpus = cpus;
    result.rounds = static_cast<int>(by_cpu_time.size());
    result.throughput = *throughput;
    result.throughput_wall = *throughput_wall;
    const std::uint64_t wanted = other.busy + other.steal;
    if (wanted + other.idle > 0) {
        result.disturbed = static_cast<double>(wanted) / static_cast<double>(wanted + other.idle);
    }
    result.steal_share = os::difference(before, os::read_load()).steal_share;
    return result;
}

} // namespace gilkit::measure
