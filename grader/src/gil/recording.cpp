#include "gil/recording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <limits>

namespace gilkit::gil {

namespace {

std::size_t spans_in(const std::vector<ThreadLane>& lanes) {
    std::size_t count = 0;
    for (const ThreadLane& lane : lanes) {
        count += lane.spans.size();
    }
    return count;
}

} // namespace

GilUse gil_use_of(const Recording& recording, std::size_t process) {
    return gil_use_of(recording.lanes, process);
}

GilUse gil_use_of(const std::vector<ThreadLane>& lanes, std::size_t process) {
    GilUse use;
    std::int64_t from_ns = std::numeric_limits<std::int64_t>::max();
    std::int64_t to_ns = 0;
    Durations spent_ns{};
    for (const ThreadLane& lane : lanes) {
        if (lane.process != process || lane.spans.empty()) {
            continue;
        }
        from_ns = std::min(from_ns, lane.spans.front().from_ns);
        to_ns = std::max(to_ns, lane.spans.back().to_ns);
        std::ranges::transform(spent_ns, lane.spent_ns, spent_ns.begin(), std::plus<>());
        ++use.threads;
        const bool used_it = lane.spent_in(State::holds) + lane.spent_in(State::waits) > 0;
        use.threads_that_used_it += used_it ? 1 : 0;
    }
    if (to_ns <= from_ns) {
        return use;
    }
    use.seen_ns = to_ns - from_ns;
    const auto on_average = [&](State state) {
        return static_cast<double>(spent_ns.at(static_cast<std::size_t>(state))) /
               static_cast<double>(use.seen_ns);
    };
    use.held = on_average(State::holds);
    use.waiting = on_average(State::waits);
    use.native = on_average(State::native);
    return use;
}

std::string gil_sentence(const Recording& recording, std::size_t process) {
    const RecordedProcess& seen = recording.processes.at(process);
    const GilUse use = gil_use_of(recording, process);
    if (!seen.gil.shows_gil() || use.seen_ns == 0) {
        return {};
    }
    const bool several = seen.gils > 1;
    const std::string_view which = several ? "one" : "it";
    constexpr double worth_telling = 0.05;
    const std::string waited = use.waiting < worth_telling
                                   ? fmt::format("next to nobody waited for {}", which)
                                   : fmt::format("{:.1f} thread{} waited for {} on average", use.waiting,
                                                 std::abs(use.waiting - 1) < worth_telling ? "" : "s", which);
    const std::string held =
        several ? fmt::format("{} interpreters have GILs of their own: {:.1f} were held on average",
                              seen.gils, use.held)
                : fmt::format("The GIL was held {:.0f} % of the time", std::min(use.held, 1.0) * 100);
    return fmt::format("{}, and {}; {} changed hands {} time{}.", held, waited, several ? "they" : "it",
                       seen.gil_switches, seen.gil_switches == 1 ? "" : "s");
}

bool shows_gil(const Recording& recording) {
    return std::ranges::any_of(recording.processes,
                               [](const RecordedProcess& process) { return process.gil.shows_gil(); });
}

std::string why_no_gil(const Recording& recording) {
    const auto& processes = recording.processes;
    auto telling = std::ranges::find_if(
        processes, [](const RecordedProcess& process) { return process.gil.unseen != Unseen::not_cpython; });
    telling = telling == processes.end() ? processes.begin() : telling;
    return telling == processes.end() ? "it was over before the first look" : describe(telling->gil);
}

CoarseLanes coarse_lanes(const Recording& recording, std::size_t most_spans) {
    CoarseLanes coarse{recording.lanes, recording.grain_ns};
    constexpr std::int64_t parts = 1024; // of the length, in the first grain
    for (std::int64_t grain_ns = std::max<std::int64_t>(recording.length_ns / parts, 1);
         spans_in(coarse.lanes) > most_spans && grain_ns / 2 < recording.length_ns; grain_ns *= 2) {
        if (grain_ns > recording.grain_ns) {
            coarse = {recording.lanes, grain_ns};
            coarsen(coarse.lanes, grain_ns);
        }
    }
    return coarse;
}

std::vector<ThreadLane> lanes_between(const Recording& recording, std::int64_t from_ns, std::int64_t to_ns) {
    std::vector<ThreadLane> lanes = recording.lanes;
    for (ThreadLane& lane : lanes) {
        std::vector<Span> inside;
        for (const Span& span : lane.spans) {
            append(inside, {span.state, std::max(span.from_ns, from_ns), std::min(span.to_ns, to_ns)});
        }
        lane.spans = std::move(inside);
    }
    return lanes;
}

std::optional<std::int64_t> busiest_moment(const Recording& recording, std::int64_t length_ns) {
    std::vector<std::int64_t> turns;
    for (const ThreadLane& lane : recording.lanes) {
        for (const Span& span : lane.spans) {
            if (span.state == State::holds) {
                turns.push_back(span.from_ns);
            }
        }
    }
    if (turns.empty() || recording.length_ns <= length_ns) {
        return std::nullopt;
    }
    std::ranges::sort(turns);
    // From each turn on, how many begin within that length.
    std::vector<std::size_t> counts(turns.size());
    std::size_t last = 0;
    for (std::size_t first = 0; first < turns.size(); ++first) {
        while (last < turns.size() && turns[last] - turns[first] < length_ns) {
            ++last;
        }
        counts[first] = last - first;
    }
    // Of several that are about as busy the middle one: beginnings and ends are special.
    const std::size_t enough = std::ranges::max(counts) * 4 / 5;
    const auto distance = [&](std::size_t turn) {
        return std::abs((turns[turn] * 2) + length_ns - recording.length_ns);
    };
    std::size_t best = turns.size();
    for (std::size_t turn = 0; turn < turns.size(); ++turn) {
        if (counts[turn] >= enough && (best == turns.size() || distance(turn) < distance(best))) {
            best = turn;
        }
    }
    return std::min(turns[best], recording.length_ns - length_ns);
}

} // namespace gilkit::gil
