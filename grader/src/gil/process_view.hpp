// One process, looked at thread by thread: who holds the GIL, and what everybody else does.
#pragma once

#include "gil/image.hpp"
#include "gil/knowledge.hpp"
#include "gil/lane.hpp"
#include "gil/memory.hpp"
#include "gil/runtime.hpp"
#include "gil/thread_names.hpp"
#include "gil/timeline.hpp"
#include "gil/work.hpp"
#include "os/procfs.hpp"

#include <tl/expected.hpp>

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace gilkit::gil {

class ProcessView {
public:
    // `number`: of the process in the recording.
    ProcessView(pid_t pid, std::size_t number);

    // Finds the threads that there are now, and the runtime if it was not found yet. False: the process is
    // gone.
    bool find_threads(Timeline& timeline);
    // Looks at every thread. `now_ns`: since the timeline's beginning. `work`: null where nobody asks for it.
    void look(std::int64_t now_ns, Timeline& timeline, WorkTally* work);
    // Nothing more is to come.
    void finish(std::int64_t now_ns, Timeline& timeline);

    // The file name of what it runs.
    std::string program() const { return executable_.filename().string(); }
    const GilKnowledge& gil() const { return knowledge_; }
    // How many GILs it has now.
    std::size_t gils() const { return gils_.size(); }
    // From one thread to another, since the runtime was found; those between two looks included.
    std::uint64_t gil_switches() const { return switches_; }

private:
    struct Thread {
        Thread(pid_t pid, pid_t tid);
        os::ProcFile call;
        os::ProcFile schedstat;
        os::ProcFile status;
        std::optional<std::size_t> lane_number; // once it was looked at: a dead process has threads, too
        Lane lane;
        ThreadWork work;
        std::int64_t last_look_ns = 0;
        unsigned searches = 0; // for threads, since it has a lane
        bool awaits_name = false;
        bool gone = false;
    };
    struct OneGil {
        std::uint64_t address = 0;
        std::size_t number = 0; // of the GILs of this process, in the order in which they were found
        std::optional<std::uint64_t> switches;
        pid_t holder = 0; // at this look; 0: nobody
    };

    void read_names(Timeline& timeline);
    void read_python_names(Timeline& timeline);
    bool attempt_is_due();
    void find_runtime();
    void read_threads();
    void read_gils();
    pid_t holder_of(const Gil& gil);
    void look_at(pid_t tid, Thread& thread, std::int64_t now_ns, Timeline& timeline, WorkTally* work);
    void add_work(Thread& thread, WorkLook look, WorkTally& work) const;
    void keep_gils(const ThreadStates& states);
    // The GIL that a thread sleeps for; none: it sleeps for something else, or not at all.
    const OneGil* waited_for(const Call& call) const;
    const OneGil* held_by(pid_t tid) const;
    bool got_gil(pid_t tid) const;
    void lose(Unseen why);
    std::vector<pid_t> inner_ids();
    static void end(Thread& thread, std::int64_t now_ns, Timeline& timeline);

    pid_t pid_;
    std::size_t number_;
    RemoteMemory memory_;
    std::filesystem::path executable_;
    std::optional<Image> image_;
    int attempts_ = 0; // to find the runtime of this executable
    std::optional<Runtime> runtime_;
    GilKnowledge knowledge_;
    std::map<pid_t, Thread> threads_;
    std::map<pid_t, pid_t> outer_ids_;      // by what the process calls them; none: the same
    std::map<std::uint64_t, pid_t> states_; // PyThreadState → the kernel's thread
    std::set<std::uint64_t> doubtful_;      // those that share a thread, and a GIL, with another one
    std::vector<OneGil> gils_;
    std::map<std::uint64_t, std::size_t> gil_numbers_; // by address
    ThreadNames names_;
    std::size_t names_pause_ = 0; // so many searches for threads are made without them
    bool states_stale_ = true;
    int failed_reads_ = 0; // of the threads, on end
    std::uint64_t switches_ = 0;
};

} // namespace gilkit::gil
