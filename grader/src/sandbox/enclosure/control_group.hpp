// A control group: the kernel's own limit of memory and of tasks, for all processes of a box together. Files:
// admin-guide/cgroup-v2.rst, cgroup-v1/memory.rst and cgroup-v1/pids.rst of the kernel. The two controllers
// may lie in different hierarchies, of v1 or of v2.
#pragma once

#include "os/cgroup.hpp"
#include "os/error.hpp"
#include "os/fd.hpp"

#include <tl/expected.hpp>

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace gilkit::sandbox {

// Where groups are made: below our own, so that whatever limits us limits them.
struct GroupPlaces {
    os::Cgroup memory;
    os::Cgroup tasks; // the same folder as `memory` in v2
};

// Finds them, or says why there are none and what would help. With v2 the kernel gives controllers only to
// groups below one that holds no process: if we are alone in ours, we move into one below it. Groups that a
// killed grader left behind are removed.
tl::expected<GroupPlaces, std::string>
find_group_places(const std::filesystem::path& proc_self = "/proc/self");

struct GroupLimits {
    std::uint64_t memory = 0; // bytes, what files in memory and the kernel's own tables take included
    std::size_t tasks = 0;
};

// What the kernel refused to a group, or killed in it.
enum class Refused : std::uint8_t { nothing, memory, tasks };

class ControlGroup {
public:
    static os::Result<ControlGroup> create(const GroupPlaces& places, const GroupLimits& limits);
    ControlGroup(ControlGroup&&) = default;
    ControlGroup& operator=(ControlGroup&&) = delete;
    ControlGroup(const ControlGroup&) = delete;
    ControlGroup& operator=(const ControlGroup&) = delete;
    // Removes the group; its processes must be gone.
    ~ControlGroup();

    // This process, and what it starts from now on.
    os::Result<void> add(pid_t pid);
    Refused refused() const;
    // Its folders, one for each hierarchy: for whoever removes them when we can't.
    std::vector<std::filesystem::path> folders() const;

private:
    ControlGroup() = default;
    struct Part {
        os::Cgroup group;
        os::UniqueFd lock; // says that we are there: what nobody holds is left over
    };
    os::Result<void> make_part(const os::Cgroup& place);
    os::Result<void> limit(const GroupLimits& limits);
    std::vector<Part> parts_; // memory's first; one where they are the same
};

} // namespace gilkit::sandbox
