// Whether all processes of a box together use more memory than they may. The kernel's own limit is for each
// of them; a limit for all takes a control group, which few may make.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

namespace gilkit::sandbox {

class MemoryWatch {
public:
    // `limit`: bytes.
    explicit MemoryWatch(std::uint64_t limit) : limit_(limit) {}

    // Whether 20 ms have passed since the last look.
    bool is_due(std::int64_t now_ns) const { return now_ns >= next_look_ns_; }
    // Looks. What is shared counts once. Memory that grows faster than we look is bounded by the limit of
    // each process.
    bool crossed(std::int64_t now_ns, const std::vector<pid_t>& processes);

private:
    std::uint64_t limit_;
    std::int64_t next_look_ns_ = 0;
};

} // namespace gilkit::sandbox
