#include "os/signals.hpp"

#include "os/clock.hpp"
#include "os/fd.hpp"
#include "os/signal_relay.hpp"

#include <climits>

#include <algorithm>
#include <array>
#include <csignal>
#include <ctime>

namespace gilkit::os {

namespace {

volatile std::sig_atomic_t caught_signal = 0;

void remember(int signal) {
    caught_signal = signal;
}

constexpr std::array interrupting{SIGINT, SIGTERM, SIGHUP};

// Zero but for those that arrived and were not asked for yet.
std::array<volatile std::sig_atomic_t, NSIG> noticed{};

void notice(int signal) {
    noticed[static_cast<std::size_t>(signal)] = 1;
}

} // namespace

void install_interrupt_handlers() {
    struct sigaction action {};
    action.sa_handler = remember;
    sigset_t blocked;
    ::sigemptyset(&blocked);
    for (const int signal : interrupting) {
        struct sigaction previous {};
        ::sigaction(signal, nullptr, &previous);
        // nohup(1) and background jobs of a plain sh start us with these ignored: that is a wish to respect.
        if (previous.sa_handler != SIG_IGN) {
            ::sigaction(signal, &action, nullptr);
            ::sigaddset(&blocked, signal);
        }
    }
    ::sigprocmask(SIG_BLOCK, &blocked, nullptr);
    action.sa_handler = SIG_IGN;
    ::sigaction(SIGPIPE, &action, nullptr);
    // Started with this one ignored, we would never learn how a child ended.
    action.sa_handler = SIG_DFL;
    ::sigaction(SIGCHLD, &action, nullptr);
}

int interrupted() {
    return caught_signal;
}

void interrupt_ourselves(int signal) {
    caught_signal = signal;
}

Result<int> wait_for(std::span<pollfd> fds, std::int64_t deadline_ns) {
    const std::int64_t left_ns = std::max<std::int64_t>(0, deadline_ns - monotonic_ns());
    const timespec timeout{static_cast<time_t>(left_ns / ns_per_s), static_cast<long>(left_ns % ns_per_s)};
    sigset_t none;
    ::sigemptyset(&none);
    const int ready = ::ppoll(fds.data(), fds.size(), &timeout, &none);
    if (ready < 0 && errno != EINTR) {
        return last_error("ppoll");
    }
    return std::max(ready, 0);
}

Result<void> write_unless_interrupted(int fd, std::string_view data) {
    while (!data.empty()) {
        std::array<pollfd, 1> fds{pollfd{fd, POLLOUT, 0}};
        if (const auto ready = wait_for(fds, monotonic_ns() + ns_per_s); !ready) {
            return tl::unexpected(ready.error());
        }
        if (interrupted() != 0) {
            return tl::unexpected(Error{EINTR, "write"});
        }
        if (fds[0].revents == 0) {
            continue;
        }
        // A pipe that has room has room for this much: no write blocks.
        const std::string_view some = data.substr(0, PIPE_BUF);
        if (auto written = write_all(fd, some); !written) {
            return written;
        }
        data.remove_prefix(some.size());
    }
    return {};
}

NoticedSignals::NoticedSignals(const std::vector<int>& signals) {
    struct sigaction action {};
    action.sa_handler = notice;
    sigset_t blocked;
    ::sigemptyset(&blocked);
    for (const int signal : signals) {
        struct sigaction previous {};
        ::sigaction(signal, nullptr, &previous);
        if (previous.sa_handler != SIG_IGN) {
            noticed.at(static_cast<std::size_t>(signal)) = 0;
            ::sigaction(signal, &action, nullptr);
            ::sigaddset(&blocked, signal);
            before_.emplace_back(signal, previous);
        }
    }
    ::sigprocmask(SIG_BLOCK, &blocked, &mask_before_);
}

NoticedSignals::~NoticedSignals() {
    for (const auto& [signal, previous] : before_) {
        ::sigaction(signal, &previous, nullptr);
    }
    ::sigprocmask(SIG_SETMASK, &mask_before_, nullptr);
}

bool NoticedSignals::take(int signal) {
    return std::exchange(noticed.at(static_cast<std::size_t>(signal)), 0) != 0;
}

void NoticedSignals::stop_by(int signal) {
    struct sigaction action {};
    struct sigaction ours {};
    action.sa_handler = SIG_DFL;
    ::sigaction(signal, &action, &ours);
    sigset_t mask;
    ::sigprocmask(SIG_BLOCK, nullptr, &mask);
    SignalRelay::stop_ourselves(signal);
    ::sigprocmask(SIG_SETMASK, &mask, nullptr);
    ::sigaction(signal, &ours, nullptr);
}

} // namespace gilkit::os
