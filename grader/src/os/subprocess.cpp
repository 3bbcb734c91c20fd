#include "os/subprocess.hpp"

#include "os/become.hpp"
#include "os/clock.hpp"
#include "os/procfs.hpp"
#include "os/worker.hpp"

#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>

namespace gilkit::os {

namespace {

ExitStatus to_exit_status(int status, const rusage& usage) {
    const auto ns = [](const timeval& time) {
        return static_cast<std::uint64_t>((time.tv_sec * ns_per_s) + (time.tv_usec * 1000));
    };
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 0, WIFSIGNALED(status) ? WTERMSIG(status) : 0,
            ns(usage.ru_utime) + ns(usage.ru_stime)};
}

// Bytes read: 0 when the child has become the program, or died on the way.
ssize_t read_report(const UniqueFd& fd, ChildFailure& failure) {
    ssize_t count = 0;
    do {
        count = ::read(fd.get(), &failure, sizeof failure);
    } while (count < 0 && errno == EINTR);
    return count;
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

// glibc 2.36 declares pidfd_open() without C linkage, so that C++ can't call it; the system call is
// close-on-exec.
UniqueFd open_pidfd(pid_t pid) {
    return UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

Result<Child> Child::spawn(const SpawnOptions& options, const BeforeExec& before_exec) {
    auto report = make_pipe();
    auto gate = before_exec ? make_pipe() : Pipe{};
    if (!report || !gate) {
        return tl::unexpected(report ? gate.error() : report.error());
    }
    ChildPlan plan(options);
    plan.report_fd = report->write_end.get();
    plan.gate_fd = gate->read_end.get();
    const pid_t pid = ::fork();
    if (pid < 0) {
        return last_error("fork");
    }
    if (pid == 0) {
        gate->write_end.reset(); // or the child would wait for itself when we are gone
        become(plan);
    }
    report->write_end.reset();
    gate->read_end.reset();
    Child child(pid, open_pidfd(pid));
    if (!child.pidfd_) {
        return last_error("pidfd_open");
    }
    ChildFailure failure;
    ssize_t count = read_report(report->read_end, failure);
    if (count == sizeof child_ready) {
        before_exec(pid);
        if (::write(gate->write_end.get(), &child_ready, 1) != 1) {
            return last_error("tell the child to go on");
        }
        count = read_report(report->read_end, failure);
    }
    if (count == sizeof failure) {
        child.wait();
        return tl::unexpected(
            Error{failure.code, std::string(child_steps.at(static_cast<std::size_t>(failure.step))) + " " +
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

Result<void> Child::signal(int number) const {
    // Once it is reaped the number may belong to somebody else.
    if (!status_ && ::kill(pid_, number) < 0) {
        return last_error("signal process " + std::to_string(pid_));
    }
    return {};
}

int Child::job_change() const {
    siginfo_t info{};
    if (status_ || ::waitid(P_PID, static_cast<id_t>(pid_), &info, WSTOPPED | WCONTINUED | WNOHANG) < 0) {
        return 0;
    }
    return info.si_status; // stays 0 when there was nothing to tell
}

void Child::release() {
    pid_ = -1;
    pidfd_.reset();
}

Result<ProcessTree> ProcessTree::spawn(const SpawnOptions& options, const BeforeExec& before_exec) {
    if (::prctl(PR_SET_CHILD_SUBREAPER, 1) < 0) {
        return last_error("become a subreaper");
    }
    return Child::spawn(options, before_exec).map([](Child&& child) {
        return ProcessTree(std::move(child));
    });
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

namespace {

// One round of the sweep; returns who was there.
std::vector<pid_t> stop_and_kill_strays() {
    // Stop everybody before killing anybody: a parent that sees its child die may start another.
    std::vector<pid_t> left = with_descendants(stray_children(-1));
    for (const int number : {SIGSTOP, SIGKILL}) {
        for (const pid_t pid : left) {
            ::kill(pid, number);
        }
    }
    return left;
}

} // namespace

bool ProcessTree::kill_all(std::int64_t patience_ns) {
    const std::int64_t give_up_ns = monotonic_ns() + patience_ns;
    std::vector<pid_t> left;
    for (;;) {
        left = stop_and_kill_strays();
        root_.try_wait();
        reap_orphans();
        if (left.empty() || monotonic_ns() > give_up_ns) {
            return left.empty();
        }
        const timespec pause{0, ns_per_ms};
        ::nanosleep(&pause, nullptr);
    }
}

bool kill_strays(std::int64_t patience_ns) {
    const std::int64_t give_up_ns = monotonic_ns() + patience_ns;
    for (;;) {
        const std::vector<pid_t> left = stop_and_kill_strays();
        for (const pid_t pid : stray_children(-1)) {
            ::waitpid(pid, nullptr, WNOHANG);
        }
        if (left.empty() || monotonic_ns() > give_up_ns) {
            return left.empty();
        }
        const timespec pause{0, ns_per_ms};
        ::nanosleep(&pause, nullptr);
    }
}

} // namespace gilkit::os
