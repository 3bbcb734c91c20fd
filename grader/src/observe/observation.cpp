#include "observe/observation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace gilkit::observe {

namespace {

using Runs = std::vector<const ObservedRun*>;

Spread spread_over(const Runs& runs, const std::function<double(const ObservedRun&)>& figure) {
    std::vector<double> values;
    for (const ObservedRun* run : runs) {
        values.push_back(figure(*run));
    }
    return measure::spread_of(values);
}

// The uninterrupted ones, or all where there is none.
Runs counted(const Observation& observation, std::optional<int> cores) {
    Runs all;
    Runs whole;
    for (const ObservedRun& run : observation.runs) {
        if (run.cores == cores) {
            all.push_back(&run);
            if (!run.interrupted) {
                whole.push_back(&run);
            }
        }
    }
    return whole.empty() ? all : whole;
}

double ratio(double numerator, double denominator) {
    return denominator > 0 ? numerator / denominator : 1.0;
}

void add_demand(ObservationFigures& figures, const Runs& runs) {
    if (runs.empty() ||
        !std::all_of(runs.begin(), runs.end(), [](const auto* run) { return run->demand.has_value(); })) {
        return;
    }
    figures.queue_s = spread_over(runs, [](const auto& run) { return run.demand->queue_s; });
    figures.parallelism = spread_over(runs, [](const auto& run) { return run.demand->parallelism; });
    figures.parallelism_low = spread_over(runs, [](const auto& run) { return run.demand->parallelism_low; });
    const auto add_replay = [&](const auto& replay_of, auto& seconds, auto& speedup) {
        for (const int cores : replayed_cores) {
            seconds[cores] = spread_over(runs, [&](const auto& run) { return replay_of(run).at(cores); });
            speedup[cores] = spread_over(
                runs, [&](const auto& run) { return ratio(replay_of(run).at(1), replay_of(run).at(cores)); });
        }
    };
    add_replay(
        [](const auto& run) -> auto& { return run.demand->replay_s; }, figures.replay_s, figures.speedup);
    add_replay(
        [](const auto& run) -> auto& { return run.demand->replay_high_s; }, figures.replay_high_s,
        figures.speedup_low);
    double wall_s = 0;
    WallShares sum;
    for (const ObservedRun* run : runs) {
        wall_s += run->wall_s;
        sum.on_core += run->demand->wall.on_core * run->wall_s;
        sum.queued += run->demand->wall.queued * run->wall_s;
        sum.asleep += run->demand->wall.asleep * run->wall_s;
    }
    if (wall_s > 0) {
        figures.wall = WallShares{sum.on_core / wall_s, sum.queued / wall_s, sum.asleep / wall_s};
    }
}

// Runs of a round lie close together in time, so their ratio is taken before the median: a neighbour that
// comes and goes moves both.
std::optional<Spread> confined_speedup(const Runs& one, const Runs& many) {
    const std::size_t rounds = std::min(one.size(), many.size());
    std::vector<double> ratios;
    for (std::size_t round = 0; round < rounds; ++round) {
        ratios.push_back(ratio(one[round]->wall_s, many[round]->wall_s));
    }
    return ratios.empty() ? std::nullopt : std::optional(measure::spread_of(ratios));
}

std::string cores_worth(double cores) {
    constexpr double rarely = 0.095;
    return fmt::format("{:.{}f} cores' worth of work", cores, cores < rarely ? 2 : 1);
}

} // namespace

ObservationFigures figures_of(const Observation& observation) {
    ObservationFigures figures;
    const Runs runs = counted(observation, std::nullopt);
    figures.runs = static_cast<int>(runs.size());
    figures.wall_s = spread_over(runs, [](const auto& run) { return run.wall_s; });
    figures.cpu_s = spread_over(runs, [](const auto& run) { return run.cpu_s; });
    add_demand(figures, runs);
    std::vector<double> neighbours;
    std::vector<double> hypervisor;
    for (const ObservedRun* run : runs) {
        figures.processes = std::max(figures.processes, run->processes);
        figures.threads = std::max(figures.threads, run->threads);
        figures.stopped_s += run->stopped_s;
        if (run->others) {
            neighbours.push_back(run->others->neighbours);
            hypervisor.push_back(run->others->hypervisor);
        }
    }
    if (!neighbours.empty()) {
        figures.others = OthersShares{measure::median(neighbours), measure::median(hypervisor)};
    }
    std::map<int, Runs> confined;
    for (const ObservedRun& run : observation.runs) {
        figures.left_running += run.left_running;
        if (run.cores) {
            confined.try_emplace(*run.cores, counted(observation, run.cores));
        }
    }
    for (const auto& [cores, some] : confined) {
        ConfinedFigures each;
        each.cores = cores;
        each.runs = static_cast<int>(some.size());
        each.wall_s = spread_over(some, [](const auto& run) { return run.wall_s; });
        if (confined.contains(1)) {
            each.speedup = confined_speedup(confined.at(1), some);
        }
        figures.confined.push_back(each);
    }
    return figures;
}

bool held_back(const ObservationFigures& figures) {
    constexpr double a_trifle = 0.03;
    return figures.others && figures.others->hypervisor > a_trifle;
}

std::string verdict_of(const ObservationFigures& figures) {
    if (!figures.parallelism) {
        return "How parallel it is could not be measured.";
    }
    // A gain of less than a tenth is less than what two runs of the same program differ by.
    constexpr double a_gain = 1.1;
    constexpr double nearly_all = 0.95;
    constexpr double mostly = 0.5;
    constexpr double one_core = 1.15;
    const double asked = figures.parallelism->median;
    const double most = figures.speedup.at(replayed_cores.back()).median;
    std::string sentence = fmt::format("It asked for {} at a time", cores_worth(asked));
    if (most < a_gain) {
        if (figures.wall && figures.wall->asleep > mostly && !held_back(figures)) {
            return sentence + ", because it slept for most of it: more cores would not make it faster.";
        }
        return sentence + ": more cores would not make it faster.";
    }
    if (figures.parallelism_low->median < one_core && asked >= one_core) {
        return fmt::format(
            "It asked for {:.1f} to {} at a time, and only for moments after waking up beyond one core: "
            "whether more cores would make it faster is not certain.",
            figures.parallelism_low->median, cores_worth(asked));
    }
    for (const int cores : replayed_cores) {
        const double gain = figures.speedup.at(cores).median;
        if (gain >= nearly_all * most) {
            sentence += fmt::format(": {} idle cores would make it {:.1f} times as fast as one", cores, gain);
            return sentence + (cores < replayed_cores.back() ? ", more would hardly help." : ".");
        }
    }
    return sentence + ".";
}

const ObservedRun& telling_run(const Observation& observation) {
    const auto failed = std::find_if(observation.runs.begin(), observation.runs.end(),
                                     [](const ObservedRun& run) { return !run.succeeded(); });
    return failed != observation.runs.end() ? *failed : observation.runs.back();
}

} // namespace gilkit::observe
