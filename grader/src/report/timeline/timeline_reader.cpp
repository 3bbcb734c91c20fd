#include "os/clock.hpp"
#include "report/timeline/timeline.hpp"
#include "report/timeline/unseen_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <stdexcept>

namespace gilkit::report {

namespace {

using gil::State;

// A part of the timeline that is read, with its place for error messages.
class Part {
public:
    Part(const Json& json, std::string place) : json_(json), place_(std::move(place)) {}

    [[noreturn]] void refuse(std::string_view what) const {
        throw std::invalid_argument(fmt::format("{}: {}", place_, what));
    }
    const Json& json() const { return json_; }
    bool is_null() const { return json_.is_null(); }

    Part operator[](const char* key) const {
        const auto found = json_.is_object() ? json_.find(key) : json_.end();
        if (!json_.is_object() || found == json_.end()) {
            refuse(fmt::format("there is no \"{}\"", key));
        }
        return {*found, place_ + "." + key};
    }
    std::vector<Part> elements() const {
        if (!json_.is_array()) {
            refuse("not an array");
        }
        std::vector<Part> parts;
        for (std::size_t i = 0; i < json_.size(); ++i) {
            parts.emplace_back(json_[i], fmt::format("{}[{}]", place_, i));
        }
        return parts;
    }
    std::string text() const {
        if (!json_.is_string()) {
            refuse("not a text");
        }
        return json_.get<std::string>();
    }
    bool truth() const {
        if (!json_.is_boolean()) {
            refuse("neither true nor false");
        }
        return json_.get<bool>();
    }
    double number(double greatest) const {
        const double value = json_.is_number() ? json_.get<double>() : -1;
        if (!(value >= 0 && value <= greatest)) {
            refuse(fmt::format("not a number from 0 to {}", greatest));
        }
        return value;
    }
    template<typename Integer>
    Integer whole(double greatest) const {
        const double value = number(greatest);
        if (value != std::floor(value)) {
            refuse("not a whole number");
        }
        return static_cast<Integer>(value);
    }
    std::int64_t nanoseconds() const {
        constexpr double century_s = 3.2e9;
        return std::llround(number(century_s) * os::ns_per_s);
    }

private:
    const Json& json_;
    std::string place_;
};

constexpr double greatest_id = 1U << 30U;
constexpr double greatest_count = 1ULL << 53U;

State state_from(const Part& part) {
    const std::string name = part.text();
    const auto found = std::ranges::find(gil::all_states, name, gil::name_of);
    if (found == gil::all_states.end()) {
        part.refuse(fmt::format("\"{}\" is no state", name));
    }
    return *found;
}

gil::Version version_from(const Part& part) {
    gil::Version version;
    const std::string text = part.text();
    int micro = 0;
    const int found = std::sscanf(text.c_str(), "%3d.%3d.%3d", &version.major, &version.minor, &micro);
    if (found < 2) {
        part.refuse("no version");
    }
    if (found == 3) {
        version.micro = micro;
    }
    return version;
}

gil::RecordedProcess process_from(const Part& part) {
    gil::RecordedProcess process;
    process.pid = part["pid"].whole<pid_t>(greatest_id);
    process.program = part["program"].text();
    const std::string kind = part["gil"].text();
    process.gil.enabled = kind != "none";
    if (const Part why = part["unseen_because"]; !why.is_null()) {
        const auto found =
            std::ranges::find(unseen_names, why.text(), [](const auto& each) { return each.second; });
        process.gil.unseen = found == unseen_names.end() ? gil::Unseen::unknown : found->first;
    }
    if (const Part version = part["version"]; !version.is_null()) {
        process.gil.version = version_from(version);
    }
    process.gil.free_threaded = part["free_threaded"].truth();
    process.gils = part["gils"].whole<int>(greatest_id);
    process.gil_switches = part["gil_switches"].whole<std::uint64_t>(greatest_count);
    return process;
}

gil::Durations durations_from(const Part& part) {
    gil::Durations spent_ns{};
    for (const State state : gil::all_states) {
        spent_ns.at(static_cast<std::size_t>(state)) =
            part[std::string(gil::name_of(state)).c_str()].nanoseconds();
    }
    return spent_ns;
}

gil::ThreadLane lane_from(const Part& part, std::size_t processes) {
    gil::ThreadLane lane;
    lane.process = part["process"].whole<std::size_t>(greatest_id);
    if (lane.process >= processes) {
        part["process"].refuse("there is no such process");
    }
    lane.tid = part["tid"].whole<pid_t>(greatest_id);
    lane.name = part["name"].text();
    if (part.json().contains("python_name")) {
        lane.python_name = part["python_name"].text();
    }
    if (const Part gil = part["gil"]; !gil.is_null()) {
        lane.gil = gil.whole<std::size_t>(greatest_id);
    }
    lane.spent_ns = durations_from(part["spent_s"]);
    std::int64_t end_ns = 0;
    for (const Part& span : part["spans"].elements()) {
        const std::vector<Part> three = span.elements();
        if (three.size() != 3) {
            span.refuse("not a state and two times");
        }
        lane.spans.push_back({state_from(three[0]), three[1].nanoseconds(), three[2].nanoseconds()});
        if (lane.spans.back().from_ns < end_ns || lane.spans.back().to_ns < lane.spans.back().from_ns) {
            span.refuse("out of order");
        }
        end_ns = lane.spans.back().to_ns;
    }
    return lane;
}

} // namespace

tl::expected<gil::Recording, std::string> timeline_from_json(const Json& timeline) {
    try {
        const Part part(timeline, "timeline");
        gil::Recording recording;
        recording.length_ns = part["length_s"].nanoseconds();
        recording.rate_hz = part["rate_hz"].number(greatest_count);
        recording.looks = part["looks"].whole<std::uint64_t>(greatest_count);
        recording.missed_looks = part["missed_looks"].whole<std::uint64_t>(greatest_count);
        recording.grain_ns = part["grain_s"].nanoseconds();
        recording.other_threads = part["other_threads"].whole<std::size_t>(greatest_count);
        recording.other_threads_spent_ns = durations_from(part["other_threads_spent_s"]);
        for (const Part& process : part["processes"].elements()) {
            recording.processes.push_back(process_from(process));
        }
        for (const Part& lane : part["lanes"].elements()) {
            recording.lanes.push_back(lane_from(lane, recording.processes.size()));
        }
        return recording;
    } catch (const std::invalid_argument& fault) {
        return tl::unexpected(std::string(fault.what()));
    }
}

tl::expected<std::string, std::string> timeline_svg_of_json(std::string_view text, std::string_view title) {
    const Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) {
        return tl::unexpected(std::string("timeline: not JSON"));
    }
    return timeline_from_json(json).map(
        [&](const gil::Recording& recording) { return timeline_svg(recording, title); });
}

} // namespace gilkit::report
