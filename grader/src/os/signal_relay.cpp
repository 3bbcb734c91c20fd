#include "os/signal_relay.hpp"

#include "os/clock.hpp"
#include "os/inheritance.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <vector>

namespace gilkit::os {

namespace {

constexpr std::array relayed{SIGINT,  SIGTERM,  SIGHUP,  SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM,
                             SIGCONT, SIGWINCH, SIGTSTP, SIGTTIN, SIGTTOU, SIGCHLD};

sigset_t only(int number) {
    sigset_t set;
    ::sigemptyset(&set);
    ::sigaddset(&set, number);
    return set;
}

void restore_default(int number) {
    struct sigaction action {};
    action.sa_handler = SIG_DFL;
    ::sigaction(number, &action, nullptr);
}

} // namespace

bool is_interruption(int number) {
    return number == SIGINT || number == SIGTERM || number == SIGHUP || number == SIGQUIT;
}

bool is_polite_stop(int number) {
    return number == SIGTSTP || number == SIGTTIN || number == SIGTTOU;
}

Result<SignalRelay> SignalRelay::open() {
    sigset_t wanted;
    ::sigemptyset(&wanted);
    for (const int number : relayed) {
        if (number == SIGCHLD || ::sigismember(&inheritance().ignored, number) == 0) {
            ::sigaddset(&wanted, number);
        }
    }
    UniqueFd fd(::signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!fd) {
        return last_error("signalfd");
    }
    sigset_t before;
    ::sigprocmask(SIG_BLOCK, &wanted, &before);
    return SignalRelay(std::move(fd), before);
}

SignalRelay::~SignalRelay() {
    if (fd_) {
        ::sigprocmask(SIG_SETMASK, &before_, nullptr);
    }
}

Result<bool> SignalRelay::wait_for(std::span<pollfd> fds, std::int64_t deadline_ns) const {
    std::vector<pollfd> all(fds.begin(), fds.end());
    all.push_back({fd_.get(), POLLIN, 0});
    const std::int64_t left_ns = std::max<std::int64_t>(0, deadline_ns - monotonic_ns());
    const timespec timeout{static_cast<time_t>(left_ns / ns_per_s), static_cast<long>(left_ns % ns_per_s)};
    if (::ppoll(all.data(), all.size(), &timeout, nullptr) < 0 && errno != EINTR) {
        return last_error("ppoll");
    }
    for (std::size_t i = 0; i < fds.size(); ++i) {
        fds[i].revents = all[i].revents;
    }
    return all.back().revents != 0;
}

std::optional<ReceivedSignal> SignalRelay::next() const {
    signalfd_siginfo info{};
    if (::read(fd_.get(), &info, sizeof info) != static_cast<ssize_t>(sizeof info)) {
        return std::nullopt;
    }
    const bool from_process = info.ssi_code <= 0; // SI_USER, SI_QUEUE, SI_TKILL; the kernel's are positive
    return ReceivedSignal{static_cast<int>(info.ssi_signo), !from_process,
                          from_process ? static_cast<pid_t>(info.ssi_pid) : 0};
}

void SignalRelay::stop_ourselves(int number) {
    const sigset_t this_one = only(number);
    ::raise(number);
    ::sigprocmask(SIG_UNBLOCK, &this_one, nullptr); // here it takes effect
    ::sigprocmask(SIG_BLOCK, &this_one, nullptr);
}

void die_by(int number) {
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    ::prctl(PR_SET_DUMPABLE, 0);
    restore_default(number);
    const sigset_t this_one = only(number);
    ::raise(number);
    ::sigprocmask(SIG_UNBLOCK, &this_one, nullptr);
}

} // namespace gilkit::os
