#include "os/signals.hpp"

#include "os/capture.hpp"
#include "os/clock.hpp"
#include "os/helpers.hpp"

#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

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

TEST_CASE("A signal that we were started without stays ignored") {
    CHECK(in_a_fork([] {
        std::signal(SIGHUP, SIG_IGN);
        install_interrupt_handlers();
        ::raise(SIGHUP);
        return wait_for({}, monotonic_ns()).value() == 0 && interrupted() == 0;
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
