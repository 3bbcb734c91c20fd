#include "report/json_parts.hpp"
#include "report/observation.hpp"
#include "report/timeline/timeline.hpp"

#include <functional>

namespace gilkit::report {

namespace {

using observe::ObservationFigures;
using observe::ObservedRun;
using observe::Spread;

template<typename Value>
Json or_null(const std::optional<Value>& value) {
    return value ? Json(*value) : Json(nullptr);
}

// As a shell reports it; null when the command is still there.
Json exit_code_of(const ObservedRun& run) {
    constexpr int signalled = 128;
    return run.signal ? Json(signalled + *run.signal) : or_null(run.exit_code);
}

Json json_of(const std::optional<observe::WallShares>& wall) {
    if (!wall) {
        return nullptr;
    }
    return {{"on_core", figure(wall->on_core)},
            {"queued", figure(wall->queued)},
            {"asleep", figure(wall->asleep)}};
}

Json median_of(const std::optional<Spread>& spread) {
    return spread ? figure(spread->median) : Json(nullptr);
}

Json range_of(const std::optional<Spread>& spread) {
    return spread ? Json{{"low", figure(spread->low)}, {"high", figure(spread->high)}} : Json(nullptr);
}

// {"2": …, "4": …}: idle cores → figure; null without demand.
Json by_cores(const std::map<int, Spread>& figures) {
    if (figures.empty()) {
        return nullptr;
    }
    Json object = Json::object();
    for (const auto& [cores, spread] : figures) {
        if (cores > 1) {
            object[std::to_string(cores)] = figure(spread.median);
        }
    }
    return object;
}

Json json_of(const ObservedRun& run) {
    const auto& demand = run.demand;
    return {
        {"cores", or_null(run.cores)},
        {"exit_code", exit_code_of(run)},
        {"signal", or_null(run.signal)},
        {"interrupted", run.interrupted},
        {"wall_s", figure(run.wall_s)},
        {"stopped_s", figure(run.stopped_s)},
        {"cpu_s", figure(run.cpu_s)},
        {"queue_s", demand ? figure(demand->queue_s) : Json(nullptr)},
        {"parallelism", demand ? figure(demand->parallelism) : Json(nullptr)},
        {"parallelism_low", demand ? figure(demand->parallelism_low) : Json(nullptr)},
        {"wall_shares", json_of(demand ? std::optional(demand->wall) : std::nullopt)},
        {"neighbours_share", run.others ? figure(run.others->neighbours) : Json(nullptr)},
        {"hypervisor_share", run.others ? figure(run.others->hypervisor) : Json(nullptr)},
        {"processes", run.processes},
        {"threads", run.threads},
        {"left_running", run.left_running},
    };
}

Json json_of(const observe::ConfinedFigures& confined) {
    return {
        {"cores", confined.cores},
        {"runs", confined.runs},
        {"wall_s", figure(confined.wall_s.median)},
        {"wall_low_s", figure(confined.wall_s.low)},
        {"wall_high_s", figure(confined.wall_s.high)},
        {"speedup", median_of(confined.speedup)},
    };
}

template<typename Range>
Json list_of(const Range& range) {
    Json list = Json::array();
    for (const auto& each : range) {
        list.push_back(json_of(each));
    }
    return list;
}

} // namespace

std::string observation_json(const observe::Observation& observation) {
    const ObservationFigures figures = observe::figures_of(observation);
    const ObservedRun& telling = observe::telling_run(observation);
    const auto one_core = figures.replay_s.find(1);
    return to_text({
        {"schema", "gilkit.measure/1"},
        {"gilkit", GILKIT_VERSION},
        {"machine",
         {{"cores_online", observation.machine.cores_online},
          {"cores_allowed", observation.cores_allowed},
          {"cores_effective", figure(observation.machine.cores_effective)},
          {"kernel", observation.machine.kernel}}},
        {"command", observation.command},
        {"attached", observation.attached
                         ? Json{{"pid", observation.attached->pid}, {"ended", observation.attached->ended}}
                         : Json(nullptr)},
        {"exit_code", exit_code_of(telling)},
        {"signal", or_null(telling.signal)},
        {"interrupted_by",
         observation.interrupted_by != 0 ? Json(observation.interrupted_by) : Json(nullptr)},
        {"wanted_runs", observation.wanted_runs},
        {"ended_early_because", text_or_null(observation.ended_early_because)},
        {"verdict", observe::verdict_of(figures)},
        {"wall_s", figure(figures.wall_s.median)},
        {"stopped_s", figure(figures.stopped_s)},
        {"cpu_s", figure(figures.cpu_s.median)},
        {"queue_s", median_of(figures.queue_s)},
        {"parallelism", median_of(figures.parallelism)},
        {"parallelism_low", median_of(figures.parallelism_low)},
        {"no_demand_because", text_or_null(observation.no_demand_because)},
        {"wall_shares", json_of(figures.wall)},
        {"neighbours_share", figures.others ? figure(figures.others->neighbours) : Json(nullptr)},
        {"hypervisor_share", figures.others ? figure(figures.others->hypervisor) : Json(nullptr)},
        {"one_core_s", one_core == figures.replay_s.end() ? Json(nullptr) : figure(one_core->second.median)},
        {"replay", by_cores(figures.replay_s)},
        {"replay_high", by_cores(figures.replay_high_s)},
        {"speedup", by_cores(figures.speedup)},
        {"speedup_low", by_cores(figures.speedup_low)},
        {"spread",
         {{"wall_s", range_of(figures.wall_s)},
          {"cpu_s", range_of(figures.cpu_s)},
          {"queue_s", range_of(figures.queue_s)},
          {"parallelism", range_of(figures.parallelism)},
          {"parallelism_low", range_of(figures.parallelism_low)}}},
        {"processes", figures.processes},
        {"threads", figures.threads},
        {"left_running", figures.left_running},
        {"notes", observation.notes},
        // GilEvidence holds no observation yet, so there is none to publish.
        {"gil", observation.recording ? gil_json(*observation.recording)
                                      : no_gil_json("nobody asked; --timeline looks at it")},
        {"timeline", observation.recording ? timeline_json(*observation.recording) : Json(nullptr)},
        {"measured", list_of(figures.confined)},
        {"runs", list_of(observation.runs)},
    });
}

} // namespace gilkit::report
