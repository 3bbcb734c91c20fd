// Looks at processes over and over, and draws what it sees into a timeline.
//
// The owner calls tick() at the rate that it wants, up to ten thousand times a second, and every tick says
// when it was: what comes late is late in the timeline, too. New processes and threads are looked for every
// 10 ms.
#pragma once

#include "gil/process_view.hpp"
#include "gil/timeline.hpp"

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace gilkit::gil {

struct ObservedProcess {
    pid_t pid = 0;
    GilKnowledge gil; // the best that was known of it
    std::uint64_t gil_switches = 0;
};

class Observer {
public:
    // The processes that are to be looked at now.
    using Members = std::function<std::vector<pid_t>()>;

    // `begin_ns`: CLOCK_MONOTONIC, where the timeline begins.
    Observer(Members members, std::int64_t begin_ns) : members_(std::move(members)), begin_ns_(begin_ns) {}

    void tick(std::int64_t now_ns);
    // Nothing more is to come; what is open ends now.
    void finish(std::int64_t now_ns);

    const Timeline& timeline() const { return timeline_; }
    // In the order in which they were found.
    const std::vector<ObservedProcess>& processes() const { return processes_; }
    std::uint64_t ticks() const { return ticks_; }

private:
    struct Followed {
        explicit Followed(pid_t pid, std::size_t process) : view(pid), number(process) {}
        ProcessView view;
        std::size_t number; // in processes_
    };

    void find_processes(std::int64_t at_ns);
    void note(const Followed& followed);

    Members members_;
    std::int64_t begin_ns_;
    std::int64_t next_search_ns_ = 0;
    std::uint64_t ticks_ = 0;
    Timeline timeline_;
    std::map<pid_t, Followed> followed_;
    std::vector<ObservedProcess> processes_;
};

} // namespace gilkit::gil
