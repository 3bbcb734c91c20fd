#include "os/signals.hpp"

#include "os/capture.hpp"
#include "os/clock.hpp"
#include "os/fd.hpp"
#include "os/helpers.hpp"
#include "os/worker.hpp"

#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <functional>
#include <optional>
#include <string>

using namespace gilkit::os;
using namespace gilkit::os::test;

TEST_CASE("A wait ends at its deadline, and at once when that is past") {
    auto pipe = make_pipe();
    REQUIRE(pipe);
    std::array<pollfd, 1> fds{pollfd{pipe->read_end.get(), POLLIN, 0}};
    const std::int64_t deadline_ns = monotonic_ns() + 20 * ns_per_ms;
    CHECK(wait_for(fds, deadline_ns).value() == 0);
    CHECK(monotonic_ns() >= deadline_ns);
    CHECK(wait_for(fds, deadline_ns).value() == 0);
    CHECK(wait_for({}, 0).value() == 0);
}

TEST_CASE("A wait ends when there is something to read") {
    auto pipe = make_pipe();
    REQUIRE(pipe);
    std::array<pollfd, 2> fds{pollfd{-1, POLLIN, 0}, pollfd{pipe->read_end.get(), POLLIN, 0}};
    REQUIRE(write_all(pipe->write_end.get(), "x"));
    CHECK(wait_for(fds, far_deadline()).value() == 1);
    CHECK(fds[0].revents == 0);
    CHECK(fds[1].revents == POLLIN);
    // Even when the deadline is past.
    CHECK(wait_for(fds, 0).value() == 1);
}

TEST_CASE("An interruption waits for the next wait, and is remembered") {
    CHECK(interrupted() == 0);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        CAPTURE(signal);
        CHECK(in_a_fork([&] {
            install_interrupt_handlers();
            ::raise(signal);
            const bool held_back = interrupted() == 0;
            const bool ended_early = wait_for({}, far_deadline()).value() == 0;
            return held_back && ended_early && interrupted() == signal;
        }));
    }
}

TEST_CASE("Who finds out that nobody waits for it interrupts itself") {
    CHECK(in_a_fork([] {
        interrupt_ourselves(SIGPIPE);
        return interrupted() == SIGPIPE;
    }));
}

TEST_CASE("What is written for a reader waits for it, and not for ever") {
    const std::string much(1U << 20U, 'x'); // more than a pipe holds
    const auto written = [&](const std::function<void(Pipe&)>& meanwhile) {
        auto pipe = make_pipe().value();
        std::signal(SIGPIPE, SIG_IGN);
        install_interrupt_handlers();
        meanwhile(pipe);
        const auto result = write_unless_interrupted(pipe.write_end.get(), much);
        return result ? 0 : result.error().code;
    };
    CHECK(in_a_fork([&] { // a slow one
        std::optional<Worker> reader;
        const int fault = written([&](Pipe& pipe) {
            reader.emplace(Worker::start([&] {
                               pipe.write_end.reset();
                               std::string all;
                               std::array<char, 1000> some{};
                               for (ssize_t count = 1; count > 0;) {
                                   count = ::read(pipe.read_end.get(), some.data(), some.size());
                                   all.append(some.data(),
                                              static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
                               }
                               return all == much ? std::string("all of it") : std::string();
                           }).value());
        });
        return fault == 0 && reader->wait().value() == "all of it";
    }));
    CHECK(in_a_fork([&] { return written([](Pipe& pipe) { pipe.read_end.reset(); }) == EPIPE; }));
    CHECK(in_a_fork([&] { // one that reads nothing
        return written([](Pipe&) {
                   const pid_t us = ::getpid();
                   if (::fork() == 0) {
                       ::kill(us, SIGTERM);
                       ::_exit(0);
                   }
               }) == EINTR &&
               interrupted() == SIGTERM;
    }));
}

TEST_CASE("A signal that we were started without stays ignored") {
    CHECK(in_a_fork([] {
        std::signal(SIGHUP, SIG_IGN);
        install_interrupt_handlers();
        ::raise(SIGHUP);
        return wait_for({}, monotonic_ns()).value() == 0 && interrupted() == 0;
    }));
}

TEST_CASE("A noticed signal waits for the next wait, ends it early, is told once, and does nothing else") {
    CHECK(in_a_fork([] {
        sigset_t before;
        sigset_t after;
        ::sigprocmask(SIG_BLOCK, nullptr, &before);
        bool good = true;
        {
            NoticedSignals noticed({SIGTSTP, SIGWINCH, SIGUSR1});
            ::raise(SIGTSTP);
            ::raise(SIGUSR1);
            good = !noticed.take(SIGTSTP) && wait_for({}, far_deadline()).value() == 0 &&
                   noticed.take(SIGTSTP) && noticed.take(SIGUSR1) && !noticed.take(SIGWINCH) &&
                   !noticed.take(SIGTSTP) && interrupted() == 0;
        }
        ::sigprocmask(SIG_BLOCK, nullptr, &after);
        struct sigaction action {};
        ::sigaction(SIGUSR1, nullptr, &action);
        return good && action.sa_handler == SIG_DFL &&
               ::sigismember(&after, SIGTSTP) == ::sigismember(&before, SIGTSTP);
    }));
}

TEST_CASE("A signal that we were started without is not noticed") {
    CHECK(in_a_fork([] {
        std::signal(SIGTSTP, SIG_IGN);
        NoticedSignals noticed({SIGTSTP});
        ::raise(SIGTSTP);
        return wait_for({}, monotonic_ns()).value() == 0 && !noticed.take(SIGTSTP);
    }));
}

TEST_CASE("A pipe without a reader is an error for its writer, not the end") {
    CHECK(in_a_fork([] {
        install_interrupt_handlers();
        auto pipe = make_pipe();
        pipe->read_end.reset();
        return write_all(pipe->write_end.get(), "x").error().code == EPIPE;
    }));
}

TEST_CASE("An interruption ends a captured program with everything that it started") {
    CHECK(in_a_fork([] {
        install_interrupt_handlers();
        const auto ran = run_and_capture(shell("sleep 1000 & kill -INT $PPID; sleep 1000"), far_deadline());
        return ran && ran->interrupted && !ran->timed_out && ran->status.signal == SIGKILL &&
               ::waitpid(-1, nullptr, WNOHANG) < 0 && errno == ECHILD;
    }));
}
