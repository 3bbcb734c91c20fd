#include "os/subprocess.hpp"

#include "os/clock.hpp"
#include "os/procfs.hpp"
#include "os/worker.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <string_view>

namespace gilkit::os {

namespace {

// What the child reports when it can't become the program: where it stopped, and errno.
struct ChildFailure {
    int step = 0;
    int code = 0;
};

constexpr std::array<std::string_view, 6> steps{"prepare the process for", "set the limits of",
                                                "pin to its cores",        "enter the folder of",
                                                "open the files of",       "run"};

// Everything that the child needs, laid out before fork(): between fork and exec only async-signal-safe
// calls are allowed, so nothing there may allocate.
struct ChildPlan {
    const SpawnOptions& options;
    std::vector<char*> argv;
    std::vector<char*> environment;
    cpu_set_t cpus{};
    pid_t parent = ::getpid();
    int report_fd = -1;

    explicit ChildPlan(const SpawnOptions& given) : options(given) {
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
    }
};

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
    const int report = ::fcntl(plan.report_fd, F_DUPFD_CLOEXEC, free);
    if (report < 0) {
        return false; // told through the old number
    }
    plan.report_fd = report;
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

[[noreturn]] void become(ChildPlan& plan) {
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
    for (const auto& [resource, limit] : options.limits) {
        const rlimit both{limit, limit};
        if (::setrlimit(static_cast<__rlimit_resource_t>(resource), &both) < 0) {
            fail(plan, 1);
        }
    }
    if (!options.cpus.empty() && ::sched_setaffinity(0, sizeof plan.cpus, &plan.cpus) < 0) {
        fail(plan, 2);
    }
    if (options.nice != 0 && ::setpriority(PRIO_PROCESS, 0, options.nice) < 0) {
        fail(plan, 2);
    }
    if (!options.directory.empty() && ::chdir(options.directory.c_str()) < 0) {
        fail(plan, 3);
    }
    if (!arrange_descriptors(plan)) {
        fail(plan, 4);
    }
    // Ignored signals and the blocked mask survive exec: give the program the usual ones.
    for (int number = 1; number < NSIG; ++number) {
        ::signal(number, SIG_DFL);
    }
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::execvpe(plan.argv[0], plan.argv.data(), plan.environment.data());
    fail(plan, 5);
}

ExitStatus to_exit_status(int status, const rusage& usage) {
    const auto ns = [](const timeval& time) {
        return static_cast<std::uint64_t>((time.tv_sec * ns_per_s) + (time.tv_usec * 1000));
    };
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 0, WIFSIGNALED(status) ? WTERMSIG(status) : 0,
            ns(usage.ru_utime) + ns(usage.ru_stime)};
}

// glibc 2.36 declares pidfd_open() without C linkage, so that C++ can't call it; the system call is
// close-on-exec.
UniqueFd open_pidfd(pid_t pid) {
    return UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

pid_t wait4_retrying(pid_t pid, int* status, int flags, rusage* usage) {
    for (;;) {
        const pid_t ended = ::wait4(pid, status, flags, usage);
        if (ended >= 0 || errno != EINTR) {
            return ended;
        }
    }
}

} // namespace

Result<Child> Child::spawn(const SpawnOptions& options) {
    auto report = make_pipe();
    if (!report) {
        return tl::unexpected(report.error());
    }
    ChildPlan plan(options);
    plan.report_fd = report->write_end.get();
    const pid_t pid = ::fork();
    if (pid < 0) {
        return last_error("fork");
    }
    if (pid == 0) {
        become(plan);
    }
    report->write_end.reset();
    Child child(pid, open_pidfd(pid));
    if (!child.pidfd_) {
        return last_error("pidfd_open");
    }
    ChildFailure failure;
    ssize_t count = 0;
    do {
        count = ::read(report->read_end.get(), &failure, sizeof failure);
    } while (count < 0 && errno == EINTR);
    if (count == sizeof failure) {
        child.wait();
        return tl::unexpected(
            Error{failure.code, std::string(steps.at(static_cast<std::size_t>(failure.step))) + " " +
                                    options.argv.front()});
    }
    return child;
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), pidfd_(std::move(other.pidfd_)), status_(other.status_) {}

Child& Child::operator=(Child&& other) noexcept {
    std::swap(pid_, other.pid_);
    std::swap(pidfd_, other.pidfd_);
    std::swap(status_, other.status_);
    return *this;
}

Child::~Child() {
    if (pid_ > 0 && !status_) {
        signal(SIGKILL);
        wait();
    }
}

std::optional<ExitStatus> Child::try_wait() {
    int status = 0;
    rusage usage{};
    if (!status_ && wait4_retrying(pid_, &status, WNOHANG, &usage) == pid_) {
        status_ = to_exit_status(status, usage);
    }
    return status_;
}

ExitStatus Child::wait() {
    int status = 0;
    rusage usage{};
    if (!status_) {
        wait4_retrying(pid_, &status, 0, &usage);
        status_ = to_exit_status(status, usage);
    }
    return *status_;
}

void Child::signal(int number) const {
    // Once it is reaped the number may belong to somebody else.
    if (!status_) {
        ::kill(pid_, number);
    }
}

Result<ProcessTree> ProcessTree::spawn(const SpawnOptions& options) {
    if (::prctl(PR_SET_CHILD_SUBREAPER, 1) < 0) {
        return last_error("become a subreaper");
    }
    return Child::spawn(options).map([](Child&& child) { return ProcessTree(std::move(child)); });
}

ProcessTree::~ProcessTree() {
    if (root_.pid() > 0) {
        constexpr std::int64_t patience_ns = 10 * ns_per_s;
        kill_all(patience_ns);
    }
}

void ProcessTree::reap_orphans() {
    // Most of the time nobody has ended, and asking that is cheap.
    siginfo_t ended{};
    if (::waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) < 0 || ended.si_pid == 0) {
        return;
    }
    for (const pid_t pid : stray_children(root_.pid())) {
        int status = 0;
        rusage usage{};
        if (wait4_retrying(pid, &status, WNOHANG, &usage) == pid) {
            orphans_cpu_ns_ += to_exit_status(status, usage).cpu_ns;
        }
    }
}

bool ProcessTree::kill_all(std::int64_t patience_ns) {
    const std::int64_t give_up_ns = monotonic_ns() + patience_ns;
    std::vector<pid_t> left;
    for (;;) {
        // Stop everybody before killing anybody: a parent that sees its child die may start another.
        left = stray_children(-1);
        for (std::size_t next = 0; next < left.size(); ++next) {
            const std::vector<pid_t> more = children_of(left[next]);
            left.insert(left.end(), more.begin(), more.end());
        }
        for (const int number : {SIGSTOP, SIGKILL}) {
            for (const pid_t pid : left) {
                ::kill(pid, number);
            }
        }
        root_.try_wait();
        reap_orphans();
        if (left.empty() || monotonic_ns() > give_up_ns) {
            return left.empty();
        }
        const timespec pause{0, ns_per_ms};
        ::nanosleep(&pause, nullptr);
    }
}

} // namespace gilkit::os
