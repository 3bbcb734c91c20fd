#include "os/signal_relay.hpp"

#include "os/clock.hpp"
#include "os/helpers.hpp"
#include "os/inheritance.hpp"

#include <doctest/doctest.h>

#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

using namespace gilkit::os;
using namespace gilkit::os::test;

TEST_CASE("Signals are taken one by one, with who sent them, and the mask is as before afterwards") {
    CHECK(in_a_fork([] {
        sigset_t before;
        sigset_t after;
        ::sigprocmask(SIG_BLOCK, nullptr, &before);
        bool good = true;
        {
            const auto relay = SignalRelay::open();
            good = relay && !relay->next();
            ::kill(::getpid(), SIGUSR1);
            ::kill(::getpid(), SIGWINCH); // by default nobody notices
            good = good && relay->wait_for({}, far_deadline()) == true;
            for (const int number : {SIGUSR1, SIGWINCH}) {
                const auto got = relay->next();
                good = good && got && got->number == number && !got->from_kernel && got->sender == ::getpid();
            }
            good = good && !relay->next();
        }
        ::sigprocmask(SIG_BLOCK, nullptr, &after);
        return good && ::sigismember(&after, SIGUSR1) == ::sigismember(&before, SIGUSR1) &&
               ::sigismember(&after, SIGTSTP) == ::sigismember(&before, SIGTSTP);
    }));
}

TEST_CASE("What the kernel sends is told from what a process sends") {
    CHECK(in_a_fork([] {
        const auto relay = SignalRelay::open();
        const itimerval soon{{0, 0}, {0, 1000}};
        ::setitimer(ITIMER_REAL, &soon, nullptr);
        if (!relay || relay->wait_for({}, far_deadline()) != true) {
            return false;
        }
        const auto got = relay->next();
        return got && got->number == SIGALRM && got->from_kernel && got->sender == 0;
    }));
}

TEST_CASE("A wait for signals ends at its deadline and for descriptors as well") {
    const auto relay = SignalRelay::open();
    REQUIRE(relay);
    auto pipe = make_pipe().value();
    std::array<pollfd, 1> fds{pollfd{pipe.read_end.get(), POLLIN, 0}};
    CHECK(relay->wait_for(fds, 0) == false);
    CHECK(fds[0].revents == 0);
    REQUIRE(write_all(pipe.write_end.get(), "x"));
    CHECK(relay->wait_for(fds, far_deadline()) == false);
    CHECK(fds[0].revents == POLLIN);
}

TEST_CASE("A process dies by the signal that it is told to, blocked and handled or not, and leaves no core") {
    for (const int number : {SIGINT, SIGTERM, SIGSEGV, SIGKILL}) {
        CAPTURE(number);
        const pid_t pid = ::fork();
        if (pid == 0) {
            std::signal(number, SIG_IGN);
            const auto relay = SignalRelay::open();
            die_by(number);
            ::_exit(1);
        }
        int status = 0;
        REQUIRE(::waitpid(pid, &status, 0) == pid);
        CHECK(WIFSIGNALED(status));
        CHECK(WTERMSIG(status) == number);
        CHECK_FALSE(WCOREDUMP(status));
    }
    CHECK(in_a_fork([] {
        die_by(SIGWINCH); // ends nobody
        return true;
    }));
}

TEST_CASE("Some signals ask for an end, some for a stop that can be refused") {
    CHECK(is_interruption(SIGINT));
    CHECK(is_interruption(SIGQUIT));
    CHECK_FALSE(is_interruption(SIGUSR1));
    CHECK(is_polite_stop(SIGTSTP));
    CHECK(is_polite_stop(SIGTTIN));
    CHECK_FALSE(is_polite_stop(SIGSTOP));
}
