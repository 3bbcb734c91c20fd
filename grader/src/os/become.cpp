#include "os/become.hpp"

#include "os/inheritance.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

namespace gilkit::os {

ChildPlan::ChildPlan(const SpawnOptions& given) : options(given) {
    // exec takes char* for history's sake and does not write.
    for (const std::string& word : options.argv) {
        argv.push_back(const_cast<char*>(word.c_str()));
    }
    argv.push_back(nullptr);
    for (const std::string& variable : options.environment) {
        environment.push_back(const_cast<char*>(variable.c_str()));
    }
    environment.push_back(nullptr);
    CPU_ZERO(&cpus);
    for (const int cpu : options.cpus) {
        CPU_SET(static_cast<std::size_t>(cpu), &cpus);
    }
    inheritance(); // read now: the child only looks at it
}

namespace {

[[noreturn]] void fail(const ChildPlan& plan, int step) {
    const ChildFailure failure{step, errno};
    // Our own end of a pipe: if this fails too, the parent sees an exit code instead.
    (void)!::write(plan.report_fd, &failure, sizeof failure);
    ::_exit(127);
}

// Moves the wanted descriptors to their numbers. They go through numbers above all of these first, because a
// source may sit where another one's target is.
bool arrange_descriptors(ChildPlan& plan) {
    std::array<int, 16> sources{};
    const auto& wanted = plan.options.fds;
    if (wanted.size() > sources.size()) {
        errno = E2BIG;
        return false;
    }
    int free = STDERR_FILENO + 1;
    for (const auto& [ours, theirs] : wanted) {
        free = std::max(free, theirs + 1);
    }
    for (int* const own : {&plan.report_fd, &plan.gate_fd}) {
        if (*own >= 0) {
            const int moved = ::fcntl(*own, F_DUPFD_CLOEXEC, free);
            if (moved < 0) {
                return false; // told through the old number
            }
            *own = moved;
        }
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        sources[i] = ::fcntl(wanted[i].first, F_DUPFD_CLOEXEC, free);
        if (sources[i] < 0) {
            return false;
        }
    }
    const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    const int null_moved = ::fcntl(null, F_DUPFD_CLOEXEC, free);
    if (null_moved < 0 || ::close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC) < 0) {
        return false;
    }
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
        if (::dup2(null_moved, fd) < 0) {
            return false;
        }
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (::dup2(sources[i], wanted[i].second) < 0) {
            return false;
        }
    }
    return true;
}

void wait_for_the_gate(const ChildPlan& plan) {
    char byte = child_ready;
    if (::write(plan.report_fd, &byte, 1) != 1) {
        ::_exit(127);
    }
    ssize_t count = 0;
    do {
        count = ::read(plan.gate_fd, &byte, 1);
    } while (count < 0 && errno == EINTR);
    if (count != 1) {
        ::_exit(127); // whoever was to open it is gone
    }
}

// Handlers don't survive exec, but ignored signals and the blocked mask do: ours are not for the program.
void reset_signals(bool in_our_place) {
    const Inheritance& given = inheritance();
    for (int number = 1; number < NSIG; ++number) {
        const bool ignored = in_our_place && ::sigismember(&given.ignored, number) == 1;
        ::signal(number, ignored ? SIG_IGN : SIG_DFL);
    }
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, in_our_place ? &given.blocked : &none, nullptr);
}

} // namespace

void become(ChildPlan& plan) {
    const SpawnOptions& options = plan.options;
    if (options.new_session) {
        ::setsid();
    }
    if (options.die_with_us) {
        // If the parent died before this took effect, nobody will send the signal.
        if (::prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || ::getppid() != plan.parent) {
            fail(plan, 0);
        }
    }
    if (options.in_our_place && ::setrlimit(RLIMIT_NOFILE, &inheritance().open_files) < 0) {
        fail(plan, 1);
    }
    if (!options.cpus.empty() && ::sched_setaffinity(0, sizeof plan.cpus, &plan.cpus) < 0) {
        fail(plan, 2);
    }
    // From where we are, which may be behind others already: to come forward takes rights.
    errno = 0;
    if (options.nice != 0 && ::nice(options.nice) == -1 && errno != 0) {
        fail(plan, 2);
    }
    if (!options.directory.empty() && ::chdir(options.directory.c_str()) < 0) {
        fail(plan, 3);
    }
    if (!options.in_our_place && !arrange_descriptors(plan)) {
        fail(plan, 4);
    }
    if (plan.gate_fd >= 0) {
        wait_for_the_gate(plan);
    }
    // Last, so that nothing can stop or end the process while the parent waits for its word.
    reset_signals(options.in_our_place);
    // These are for the program; we ourselves may need more (a sanitizer's address space).
    for (const auto& [resource, limit] : options.limits) {
        const rlimit both{limit, limit};
        if (::setrlimit(static_cast<__rlimit_resource_t>(resource), &both) < 0) {
            fail(plan, 1);
        }
    }
    ::execvpe(plan.argv[0], plan.argv.data(), plan.environment.data());
    fail(plan, 5);
}

} // namespace gilkit::os
