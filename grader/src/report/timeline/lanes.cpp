#include "report/timeline/lanes.hpp"

#include "report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

namespace gilkit::report {

namespace {

using gil::State;

// In the order of all_states.
constexpr std::array<StateWords, gil::all_states.size()> state_words{{
    {'H', "holds", "holds the GIL", "holds the GIL"},
    {'w', "waits", "waits for the GIL", "waits for the GIL"},
    {'N', "native", "runs without the GIL", "runs native code without the GIL"},
    {'s', "starved", "could run, has no core", "could run, has no core"},
    {'l', "lock", "waits for a lock", "waits for another thread: a lock, a queue"},
    {'i', "I/O", "waits for I/O", "waits for I/O: a file, a socket, a process"},
    {'z', "sleeps", "sleeps", "sleeps for a time"},
}};
constexpr StateWords runs_words{'R', "runs", "runs", "runs; of a GIL nothing is known, or there is none"};

// The kernel keeps 15 bytes of a name.
constexpr std::size_t longest_name = 15;

// How much of its time a thread did something worth showing.
std::int64_t activity_ns(const gil::ThreadLane& lane) {
    return lane.spent_in(State::holds) + lane.spent_in(State::waits) + lane.spent_in(State::native) +
           lane.spent_in(State::starved);
}

// Without those that were there for so short a time that nothing could be seen of them, unless all were.
std::vector<std::size_t> worth_showing(const gil::Recording& recording) {
    constexpr std::int64_t visible_part = 100; // of the length
    std::vector<std::size_t> lanes(recording.lanes.size());
    std::iota(lanes.begin(), lanes.end(), std::size_t{0});
    const auto invisible = [&](std::size_t lane) {
        return recording.lanes[lane].seen_ns() < recording.length_ns / visible_part;
    };
    if (!std::ranges::all_of(lanes, invisible)) {
        std::erase_if(lanes, invisible);
    }
    return lanes;
}

} // namespace

const StateWords& words_of(State state, bool knows_gil) {
    return state == State::native && !knows_gil ? runs_words
                                                : state_words.at(static_cast<std::size_t>(state));
}

std::string label_of(const gil::Recording& recording, const gil::ThreadLane& lane) {
    if (!lane.python_name.empty()) {
        return lane.python_name;
    }
    const gil::RecordedProcess& process = recording.processes.at(lane.process);
    if (lane.tid == process.pid) {
        return "main";
    }
    // A thread that nobody named has the name of the first one: the program's, as it was called.
    const auto main = std::ranges::find_if(recording.lanes, [&](const gil::ThreadLane& each) {
        return each.process == lane.process && each.tid == process.pid;
    });
    const bool like_main = main != recording.lanes.end() && lane.name == main->name;
    if (!lane.name.empty() && !like_main && lane.name != process.program.substr(0, longest_name)) {
        return lane.name;
    }
    return fmt::format("thread {}", lane.tid);
}

std::string short_label(std::string_view safe_label, int width, std::string_view ellipsis) {
    constexpr std::string_view digits = "0123456789";
    const bool numbered = !safe_label.empty() && digits.find(safe_label.back()) != std::string_view::npos;
    return numbered ? keep_ends(safe_label, width, ellipsis) : keep_start(safe_label, width, ellipsis);
}

std::string head_of(const gil::RecordedProcess& process) {
    return fmt::format("{}, process {}: {}", process.program.empty() ? "?" : process.program, process.pid,
                       gil::describe(process.gil));
}

ShownLanes choose_lanes(const gil::Recording& recording, std::size_t most) {
    std::vector<std::size_t> order = worth_showing(recording);
    std::ranges::stable_sort(order, std::ranges::greater(), [&](std::size_t lane) {
        return std::pair(activity_ns(recording.lanes[lane]), recording.lanes[lane].seen_ns());
    });
    ShownLanes shown;
    shown.left_out = recording.other_threads + recording.lanes.size() - std::min(order.size(), most);
    order.resize(std::min(order.size(), most));
    std::ranges::sort(order);
    for (std::size_t process = 0; process < recording.processes.size(); ++process) {
        ShownProcess each{process, {}};
        std::ranges::copy_if(order, std::back_inserter(each.lanes),
                             [&](std::size_t lane) { return recording.lanes[lane].process == process; });
        if (!each.lanes.empty()) {
            shown.processes.push_back(std::move(each));
        }
    }
    return shown;
}

std::vector<ShownProcess> present_in(const ShownLanes& shown, const std::vector<gil::ThreadLane>& lanes,
                                     std::int64_t from_ns, std::int64_t to_ns) {
    std::vector<ShownProcess> present = shown.processes;
    for (ShownProcess& process : present) {
        std::erase_if(process.lanes, [&](std::size_t lane) {
            return std::ranges::none_of(lanes.at(lane).spans, [&](const gil::Span& span) {
                return span.from_ns < to_ns && span.to_ns > from_ns;
            });
        });
    }
    std::erase_if(present, [](const ShownProcess& process) { return process.lanes.empty(); });
    return present;
}

bool knows_gil(const gil::Recording& recording, const gil::ThreadLane& lane) {
    return recording.processes.at(lane.process).gil.shows_gil();
}

std::vector<State> states_in(const gil::Recording& recording) {
    std::vector<State> states;
    std::ranges::copy_if(gil::all_states, std::back_inserter(states), [&](State state) {
        return std::ranges::any_of(recording.lanes, [&](const gil::ThreadLane& lane) {
            return lane.spent_in(state) > 0 && (state != State::native || knows_gil(recording, lane));
        });
    });
    return states;
}

bool runs_unseen(const gil::Recording& recording) {
    return std::ranges::any_of(recording.lanes, [&](const gil::ThreadLane& lane) {
        return lane.spent_in(State::native) > 0 && !knows_gil(recording, lane);
    });
}

double share_of(const gil::ThreadLane& lane, State state) {
    const std::int64_t seen_ns = lane.seen_ns();
    return seen_ns > 0 ? static_cast<double>(lane.spent_in(state)) / static_cast<double>(seen_ns) : 0.0;
}

} // namespace gilkit::report
