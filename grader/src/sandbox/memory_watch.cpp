#include "sandbox/memory_watch.hpp"

#include "os/clock.hpp"
#include "os/procfs.hpp"

namespace gilkit::sandbox {

namespace {

constexpr std::int64_t between_looks_ns = 20 * os::ns_per_ms;

} // namespace

bool MemoryWatch::crossed(std::int64_t now_ns, const std::vector<pid_t>& processes) {
    next_look_ns_ = now_ns + between_looks_ns;
    // Never less than what is really used: only when this is too much, it pays to ask who shares what.
    std::uint64_t at_most = 0;
    for (const pid_t pid : processes) {
        at_most += os::resident_bytes(pid).value_or(0);
    }
    if (at_most <= limit_) {
        return false;
    }
    std::uint64_t used = 0;
    for (const pid_t pid : processes) {
        // Where sharing can't be asked for, what is resident counts: a forked pool shares little of what it
        // fills.
        const auto bytes = os::proportional_bytes(pid);
        used += bytes ? *bytes : os::resident_bytes(pid).value_or(0);
    }
    return used > limit_;
}

} // namespace gilkit::sandbox
