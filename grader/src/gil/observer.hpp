// Looks at processes over and over, and draws what it sees into a timeline.
//
// The owner calls tick() when the next look is due, up to ten thousand times a second. Every look says when
// it was: what comes late is late in the timeline, too, and looks that are missed are counted. New processes
// and threads are looked for every 10 ms, or with every fourth look where that is longer.
#pragma once

#include "gil/process_view.hpp"
#include "gil/recording.hpp"
#include "gil/timeline.hpp"
#include "gil/work.hpp"

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gilkit::gil {

inline constexpr double least_rate_hz = 1;
inline constexpr double usual_rate_hz = 1000;
inline constexpr double greatest_rate_hz = 10'000;

class Observer {
public:
    // The processes that are to be looked at now.
    using Members = std::function<std::vector<pid_t>()>;

    // `begin_ns`: where the timeline begins, on the owner's clock, which all times here are on.
    Observer(Members members, std::int64_t begin_ns, double rate_hz = usual_rate_hz);

    // Finds out, too, how much of the work is done with a GIL in hand. That takes another file to be read for
    // each thread that ran.
    void tally_work() { work_.emplace(); }

    // When the next look is due.
    std::int64_t due_ns() const { return due_ns_; }
    void tick(std::int64_t now_ns);
    // Nothing more is to come; what is open ends now.
    void finish(std::int64_t now_ns);

    const Timeline& timeline() const { return timeline_; }
    // In the order in which they were found.
    const std::vector<RecordedProcess>& processes() const { return processes_; }
    std::uint64_t ticks() const { return ticks_; }
    const std::optional<WorkTally>& work() const { return work_; }
    // "7 threads, GIL held 98 %, 3.0 waiting": so far, of the process in which most threads wait for one.
    std::string summary() const;
    // What has been seen; complete after finish().
    Recording recording() const;

private:
    struct Followed {
        Followed(pid_t pid, std::size_t process) : view(pid, process), number(process) {}
        ProcessView view;
        std::size_t number; // in processes_
    };

    void find_processes(std::int64_t at_ns);
    void note(const Followed& followed);

    Members members_;
    std::int64_t begin_ns_;
    double rate_hz_;
    std::int64_t period_ns_;
    std::int64_t due_ns_;
    std::int64_t end_ns_;
    std::int64_t next_search_ns_ = 0;
    std::uint64_t ticks_ = 0;
    std::uint64_t missed_ = 0;
    Timeline timeline_;
    std::optional<WorkTally> work_;
    std::map<pid_t, Followed> followed_;
    std::vector<RecordedProcess> processes_;
};

} // namespace gilkit::gil
