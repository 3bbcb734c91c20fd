// How long a server lets probes wait, and whether that is too long. Pure: the times come from the caller, all
// of them in one clock that never goes back.
//
// The caller looks at the answers every few milliseconds, and late where it does not get a core itself. So a
// probe counts as having waited until the last look that found no answer, not until the one that found it:
// what the looking adds is left out, and who has answered by the next look let nobody wait.
#pragma once

#include "content/model.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <vector>

namespace gilkit::judge {

struct Latency {
    double median_s = 0;
    double p99_s = 0;         // 99 of 100 waited no longer
    double longest_gap_s = 0; // without any answer, while a probe waited for one
};

// The least value that at least this share of `values` does not exceed; 0 for none. `share`: above 0, at most
// 1.
double nearest_rank(std::vector<double> values, double share);

class ProbeLog {
public:
    void sent(std::uint64_t token, double now_s);
    // False: nobody waits for this one.
    bool answered(std::uint64_t token, double now_s);
    // Everything that had come by `now_s` was answered(): the end of a look.
    void looked(double now_s) { last_look_s_ = now_s; }

    bool is_waiting() const { return !waiting_.empty(); }
    // How long the one has waited that was sent first of those that wait; 0 for none.
    double oldest_s(double now_s) const;
    double longest_gap_s() const { return longest_gap_s_; }
    // Of those that were answered.
    std::size_t probes() const { return waits_s_.size(); }
    Latency latency() const;

private:
    struct Probe {
        std::uint64_t token = 0;
        double sent_s = 0;
    };
    std::deque<Probe> waiting_; // in the order in which they were sent
    std::vector<double> waits_s_;
    std::optional<double> silent_since_s_; // while a probe waits
    double longest_gap_s_ = 0;
    double last_look_s_ = 0;
};

enum class Promptness : std::uint8_t { prompt, late, unclear };

// One figure of the latency, and what became of it. The control was asked the same at the same time, and does
// nothing but answer: what it needs, this machine and we have added.
struct PromptnessFigure {
    std::string_view name; // "median"
    double allowed_s = 0;
    double program_s = 0;
    double control_s = 0;

    // Late is who is too late even without what the control needed; unclear, who is too late only with it.
    Promptness promptness() const;
};

std::vector<PromptnessFigure> promptness_figures(const content::ResponsiveRequirement& asked,
                                                 const Latency& program, const Latency& control);
// Late if any is, else unclear if any is.
Promptness promptness_of(const std::vector<PromptnessFigure>& figures);

// What several attempts say of one program. A gap is a maximum, so one bad moment of the machine that nobody
// saw (a virtual core that stood still, say) makes a prompt program late. Being late has to be seen twice,
// and outweighs being prompt only then; being prompt has to be seen twice only after being late.
class Attempts {
public:
    void add(Promptness promptness);
    // Whether the last attempt says what all of them say, so that no more is needed. After four at the
    // latest.
    bool settled() const;

private:
    int prompt_ = 0;
    int late_ = 0;
    int unclear_ = 0;
};

} // namespace gilkit::judge
