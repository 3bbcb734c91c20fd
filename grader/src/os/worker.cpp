#include "os/worker.hpp"

#include "os/clock.hpp"
#include "os/procfs.hpp"
#include "os/signals.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <ctime>

namespace gilkit::os {

namespace {

// Workers of this process. One thread uses it.
std::vector<pid_t>& workers() {
    static std::vector<pid_t> pids;
    return pids;
}

std::vector<pid_t>& left_out() {
    static std::vector<pid_t> pids;
    return pids;
}

bool has_ended(pid_t pid) {
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == pid;
}

} // namespace

Result<Worker> Worker::start(const std::function<std::string()>& task) {
    auto pipe = make_pipe();
    if (!pipe) {
        return tl::unexpected(pipe.error());
    }
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid < 0) {
        return last_error("fork");
    }
    if (pid == 0) {
        workers().clear();
        left_out().clear();
        install_interrupt_handlers();
        // The signal that also Ctrl-C's relatives send: it unwinds and leaves nothing behind.
        if (::prctl(PR_SET_PDEATHSIG, SIGTERM) < 0 || ::getppid() != parent) {
            ::_exit(1);
        }
        pipe->read_end.reset();
        // An exception must not unwind into a copy of our caller, whose Workers are its own no more.
        try {
            const bool told = write_all(pipe->write_end.get(), task()).has_value();
            ::_exit(told ? 0 : 1);
        } catch (...) {
            ::_exit(1);
        }
    }
    workers().push_back(pid);
    return Worker(pid, std::move(pipe->read_end));
}

Worker::Worker(Worker&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), result_(std::move(other.result_)),
      taken_(std::move(other.taken_)) {}

Worker::~Worker() {
    if (pid_ < 0) {
        return;
    }
    ::kill(pid_, SIGTERM);
    constexpr std::int64_t patience_ns = 15 * ns_per_s;
    const std::int64_t give_up_ns = monotonic_ns() + patience_ns;
    while (!has_ended(pid_) && monotonic_ns() < give_up_ns) {
        const timespec pause{0, ns_per_ms};
        ::nanosleep(&pause, nullptr);
    }
    ::kill(pid_, SIGKILL);
    reap();
}

bool Worker::reap() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    std::erase(workers(), pid_);
    pid_ = -1;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void Worker::interrupt() const {
    if (pid_ > 0) {
        ::kill(pid_, SIGTERM);
    }
}

Result<std::optional<std::string>> Worker::take() {
    std::array<char, 65536> chunk{};
    const ssize_t count = ::read(result_.get(), chunk.data(), chunk.size());
    if (count < 0 && errno != EINTR) {
        return last_error("read what a worker returned");
    }
    if (count == 0) {
        return reap() ? std::exchange(taken_, {}) : std::string();
    }
    taken_.append(chunk.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    return std::nullopt;
}

Result<std::string> Worker::wait() {
    for (;;) {
        std::array<pollfd, 1> fds{pollfd{result_.get(), POLLIN, 0}};
        if (const auto ready = wait_for(fds, monotonic_ns() + ns_per_s); !ready) {
            return tl::unexpected(ready.error());
        }
        if (interrupted() != 0) {
            return std::string();
        }
        if (fds[0].revents == 0) {
            continue;
        }
        auto taken = take();
        if (!taken) {
            return tl::unexpected(taken.error());
        }
        if (*taken) {
            return **std::move(taken);
        }
    }
}

std::vector<pid_t> stray_children(pid_t root) {
    std::vector<pid_t> pids = children_of(::getpid());
    const auto is_in = [](const std::vector<pid_t>& some, pid_t pid) {
        return std::ranges::find(some, pid) != some.end();
    };
    std::erase_if(pids,
                  [&](pid_t pid) { return pid == root || is_in(workers(), pid) || is_in(left_out(), pid); });
    return pids;
}

void leave_out_children() {
    const std::vector<pid_t> more = stray_children(-1);
    left_out().insert(left_out().end(), more.begin(), more.end());
}

} // namespace gilkit::os
