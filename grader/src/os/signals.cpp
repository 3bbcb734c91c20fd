#include "os/signals.hpp"

#include "os/clock.hpp"

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

} // namespace gilkit::os
