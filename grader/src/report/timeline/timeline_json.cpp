#include "os/clock.hpp"
#include "report/timeline/lanes.hpp"
#include "report/timeline/timeline.hpp"
#include "report/timeline/unseen_names.hpp"

#include <algorithm>

namespace gilkit::report {

namespace {

using gil::State;

Json seconds_of(std::int64_t ns) {
    return figure(static_cast<double>(ns) / os::ns_per_s);
}

// What is known of a GIL, in one word.
std::string_view kind_of(const gil::GilKnowledge& gil) {
    return gil.unseen ? "unknown" : gil.enabled ? "seen" : "none";
}

Json name_of(std::optional<gil::Unseen> unseen) {
    const auto found =
        std::ranges::find(unseen_names, unseen, [](const auto& each) { return std::optional(each.first); });
    return found == unseen_names.end() ? Json(nullptr) : Json(found->second);
}

Json json_of(const gil::RecordedProcess& process) {
    return {
        {"pid", process.pid},
        {"program", process.program},
        {"gil", kind_of(process.gil)},
        {"unseen_because", name_of(process.gil.unseen)},
        {"version", process.gil.version ? Json(process.gil.version->to_string()) : Json(nullptr)},
        {"free_threaded", process.gil.free_threaded},
        {"gils", process.gils},
        {"gil_switches", process.gil_switches},
    };
}

Json seconds_by_state(const gil::Durations& spent_ns) {
    Json object = Json::object();
    for (const State state : gil::all_states) {
        object[std::string(gil::name_of(state))] = seconds_of(spent_ns.at(static_cast<std::size_t>(state)));
    }
    return object;
}

Json json_of(const gil::ThreadLane& lane) {
    Json spans = Json::array();
    for (const gil::Span& span : lane.spans) {
        spans.push_back({gil::name_of(span.state), seconds_of(span.from_ns), seconds_of(span.to_ns)});
    }
    Json object = {
        {"process", lane.process},
        {"tid", lane.tid},
        {"name", lane.name},
        {"gil", lane.gil ? Json(*lane.gil) : Json(nullptr)},
        {"spent_s", seconds_by_state(lane.spent_ns)},
        {"spans", std::move(spans)},
    };
    if (!lane.python_name.empty()) {
        object["python_name"] = lane.python_name;
    }
    return object;
}

Json thread_json(const gil::Recording& recording, const gil::ThreadLane& lane) {
    const auto share = [&](State state) { return figure(share_of(lane, state)); };
    return {
        {"pid", recording.processes.at(lane.process).pid},
        {"tid", lane.tid},
        {"name", label_of(recording, lane)},
        {"seen_s", seconds_of(lane.seen_ns())},
        {"held", share(State::holds)},
        {"waiting", share(State::waits)},
        {"native", share(State::native)},
        {"starved", share(State::starved)},
        {"blocked",
         figure(share_of(lane, State::lock) + share_of(lane, State::io) + share_of(lane, State::sleeps))},
    };
}

Json use_json(const gil::Recording& recording, std::size_t number) {
    const gil::RecordedProcess& process = recording.processes.at(number);
    const gil::GilUse use = gil_use_of(recording, number);
    const bool seen = process.gil.shows_gil() && use.seen_ns > 0;
    return {
        {"pid", process.pid},
        {"program", process.program},
        {"gil", kind_of(process.gil)},
        {"words", gil::describe(process.gil)},
        {"threads", use.threads},
        {"held_share", seen ? figure(std::min(use.held / std::max(process.gils, 1), 1.0)) : Json(nullptr)},
        {"waiting_threads", seen ? figure(use.waiting) : Json(nullptr)},
        {"native_threads", seen ? figure(use.native) : Json(nullptr)},
        {"switches", seen ? Json(process.gil_switches) : Json(nullptr)},
    };
}

} // namespace

Json timeline_json(const gil::Recording& recording) {
    Json processes = Json::array();
    for (const gil::RecordedProcess& process : recording.processes) {
        processes.push_back(json_of(process));
    }
    Json lanes = Json::array();
    for (const gil::ThreadLane& lane : recording.lanes) {
        lanes.push_back(json_of(lane));
    }
    return {
        {"length_s", seconds_of(recording.length_ns)},
        {"rate_hz", figure(recording.rate_hz)},
        {"looks", recording.looks},
        {"missed_looks", recording.missed_looks},
        {"grain_s", seconds_of(recording.grain_ns)},
        {"other_threads", recording.other_threads},
        {"other_threads_spent_s", seconds_by_state(recording.other_threads_spent_ns)},
        {"processes", std::move(processes)},
        {"lanes", std::move(lanes)},
    };
}

Json gil_json(const gil::Recording& recording) {
    Json processes = Json::array();
    for (std::size_t number = 0; number < recording.processes.size(); ++number) {
        processes.push_back(use_json(recording, number));
    }
    Json threads = Json::array();
    for (const gil::ThreadLane& lane : recording.lanes) {
        threads.push_back(thread_json(recording, lane));
    }
    const bool available = shows_gil(recording);
    return {
        {"available", available},
        {"why", available ? Json(nullptr) : Json(why_no_gil(recording))},
        {"processes", std::move(processes)},
        {"threads", std::move(threads)},
    };
}

Json no_gil_json(std::string_view why) {
    return {{"available", false}, {"why", why}, {"processes", Json::array()}, {"threads", Json::array()}};
}

} // namespace gilkit::report
