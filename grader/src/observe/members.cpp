#include "observe/members.hpp"

#include "os/cgroup.hpp"
#include "os/procfs.hpp"
#include "os/worker.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>

namespace gilkit::observe {

std::vector<pid_t> members() {
    return os::with_descendants(os::stray_children(-1));
}

bool is_member(pid_t pid) {
    const std::vector<pid_t> pids = members();
    return std::find(pids.begin(), pids.end(), pid) != pids.end();
}

bool is_stopped(pid_t pid) {
    const auto state = os::process_state(pid);
    return state && (*state == 'T' || *state == 't');
}

bool is_alive(pid_t pid) {
    const auto state = os::process_state(pid);
    return state && *state != 'Z' && *state != 'X';
}

bool everything_rests() {
    const std::vector<pid_t> pids = members();
    return std::all_of(pids.begin(), pids.end(),
                       [](pid_t pid) { return is_stopped(pid) || !is_alive(pid) || os::is_frozen(pid); });
}

bool something_is_hidden() {
    const std::vector<pid_t> pids = members();
    // Gone, or there and not to be looked at?
    return std::any_of(pids.begin(), pids.end(), [](pid_t pid) {
        return !os::process_state(pid) && (::kill(pid, 0) == 0 || errno == EPERM);
    });
}

} // namespace gilkit::observe
