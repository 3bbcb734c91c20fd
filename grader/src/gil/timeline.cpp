#include "gil/timeline.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace gilkit::gil {

namespace {

constexpr std::int64_t first_grain_ns = 20'000'000;

// Appends, or makes the last one longer.
void append(std::vector<Span>& spans, const Span& span) {
    if (!spans.empty() && spans.back().state == span.state && spans.back().to_ns == span.from_ns) {
        spans.back().to_ns = span.to_ns;
    } else if (span.to_ns > span.from_ns) {
        spans.push_back(span);
    }
}

// What one grain holds: how long each state lasted, in the order in which they were first seen.
class Grain {
public:
    void add(const Span& span) {
        if (order_.empty()) {
            begin_ns_ = span.from_ns;
        }
        const auto index = static_cast<std::size_t>(span.state);
        if (spent_ns_.at(index) == 0) {
            order_.push_back(span.state);
        }
        spent_ns_.at(index) += span.to_ns - span.from_ns;
    }

    // One span for each state, from the first one's beginning on. What was before the grain goes on in it as
    // long as it can: the fewer spans the better.
    void move_to(std::vector<Span>& spans) {
        const auto same =
            spans.empty() ? order_.end() : std::find(order_.begin(), order_.end(), spans.back().state);
        if (same != order_.end()) {
            std::rotate(order_.begin(), same, same + 1);
        }
        std::int64_t from_ns = begin_ns_;
        for (const State state : order_) {
            const std::int64_t to_ns = from_ns + spent_ns_.at(static_cast<std::size_t>(state));
            append(spans, {state, from_ns, to_ns});
            from_ns = to_ns;
        }
        *this = {};
    }

private:
    std::int64_t begin_ns_ = 0;
    Durations spent_ns_{};
    std::vector<State> order_;
};

} // namespace

std::vector<Span> coarsen(std::span<const Span> spans, std::int64_t grain_ns) {
    std::vector<Span> coarse;
    if (grain_ns <= 0) {
        for (const Span& span : spans) {
            append(coarse, span);
        }
        return coarse;
    }
    Grain grain;
    std::int64_t number = 0;
    std::int64_t end_ns = 0; // of what the grain holds
    for (const Span& span : spans) {
        for (std::int64_t from_ns = span.from_ns; from_ns < span.to_ns;) {
            // Where nothing is known between two spans, what follows must not move to its front.
            if (from_ns / grain_ns != number || from_ns != end_ns) {
                grain.move_to(coarse);
                number = from_ns / grain_ns;
            }
            end_ns = std::min(span.to_ns, (number + 1) * grain_ns);
            grain.add({span.state, from_ns, end_ns});
            from_ns = end_ns;
        }
    }
    grain.move_to(coarse);
    return coarse;
}

std::int64_t ThreadLane::seen_ns() const {
    return std::accumulate(spent_ns.begin(), spent_ns.end(), std::int64_t{0});
}

std::size_t Timeline::add_lane(pid_t pid, pid_t tid, std::string name) {
    lanes_.push_back({pid, tid, std::move(name), {}, {}});
    return lanes_.size() - 1;
}

void Timeline::add(std::size_t lane, const Span& span) {
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
        count_ = 0;
        for (ThreadLane& lane : lanes_) {
            lane.spans = coarsen(lane.spans, grain_ns_);
            count_ += lane.spans.size();
        }
        if (count_ <= enough) {
            return;
        }
    }
}

} // namespace gilkit::gil
