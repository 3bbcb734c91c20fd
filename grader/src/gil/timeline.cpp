#include "gil/timeline.hpp"

#include "gil/coarsen.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

namespace gilkit::gil {

namespace {

constexpr std::int64_t first_grain_ns = 20'000'000;

// The number of the lane that all share for whom there is none.
constexpr std::size_t no_lane = static_cast<std::size_t>(-1);

} // namespace

void coarsen(std::vector<ThreadLane>& lanes, std::int64_t grain_ns) {
    std::map<std::pair<std::size_t, std::optional<std::size_t>>, std::vector<std::vector<Span>*>> by_gil;
    for (ThreadLane& lane : lanes) {
        by_gil[{lane.process, lane.gil}].push_back(&lane.spans);
    }
    for (const auto& [gil, threads] : by_gil) {
        coarsen(threads, grain_ns);
    }
}

std::int64_t ThreadLane::seen_ns() const {
    return std::accumulate(spent_ns.begin(), spent_ns.end(), std::int64_t{0});
}

std::size_t Timeline::add_lane(std::size_t process, pid_t tid, std::string name) {
    if (lanes_.size() >= most_lanes_) {
        ++other_threads_;
        return no_lane;
    }
    lanes_.push_back({process, tid, std::move(name), {}, std::nullopt, {}, {}});
    return lanes_.size() - 1;
}

void Timeline::set_gil(std::size_t lane, std::size_t gil) {
    if (lane != no_lane) {
        lanes_.at(lane).gil = gil;
    }
}

void Timeline::set_name(std::size_t lane, std::string name) {
    if (lane != no_lane && !name.empty()) {
        lanes_.at(lane).name = std::move(name);
    }
}

void Timeline::set_python_name(std::size_t lane, std::string name) {
    if (lane != no_lane) {
        lanes_.at(lane).python_name = std::move(name);
    }
}

void Timeline::add(std::size_t lane, const Span& span) {
    if (lane == no_lane) {
        others_spent_ns_.at(static_cast<std::size_t>(span.state)) += span.to_ns - span.from_ns;
        return;
    }
    ThreadLane& thread = lanes_.at(lane);
    thread.spent_ns.at(static_cast<std::size_t>(span.state)) += span.to_ns - span.from_ns;
    const std::size_t before = thread.spans.size();
    append(thread.spans, span);
    count_ += thread.spans.size() - before;
    if (count_ > most_spans_) {
        make_room();
    }
}

void Timeline::make_room() {
    // Half of the room at least, or this would be done over and over. A lane can't have less than one span.
    const std::size_t enough = std::max(most_spans_ / 2, lanes_.size());
    constexpr std::int64_t coarsest_ns = 1LL << 60U;
    // What came since the last time is as fine as ever, so the grain that was enough then may be so now.
    for (grain_ns_ = std::max(grain_ns_, first_grain_ns); grain_ns_ < coarsest_ns; grain_ns_ *= 2) {
        coarsen(lanes_, grain_ns_);
        count_ = 0;
        for (const ThreadLane& lane : lanes_) {
            count_ += lane.spans.size();
        }
        if (count_ <= enough) {
            return;
        }
    }
}

} // namespace gilkit::gil
