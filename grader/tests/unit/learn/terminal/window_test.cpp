#include "learn/terminal/window.hpp"

#include "learn/terminal/pty.hpp"
#include "os/helpers.hpp"

#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <string>

using namespace gilkit;
using namespace gilkit::learn;
using gilkit::learn::test::Pty;
using gilkit::os::test::Variable;

TEST_CASE("A terminal's size is what it says, else what the environment says, else the usual one") {
    const Variable lines("LINES", "50");
    const Variable columns("COLUMNS", "132");
    CHECK(window_size(Pty(10, 40).fd()) == WindowSize{10, 40});
    CHECK(window_size(Pty(0, 0).fd()) == WindowSize{50, 132});
    CHECK(window_size(-1) == WindowSize{50, 132});
    for (const std::string wrong : {"", "0", "-5", "wide", "80x", "99999999999999999999"}) {
        CAPTURE(wrong);
        const Variable bad_lines("LINES", wrong);
        const Variable bad_columns("COLUMNS", wrong);
        CHECK(window_size(-1) == WindowSize{24, 80});
    }
}

TEST_CASE("Only two terminals of a kind that can move its cursor are interactive") {
    const Pty pty(24, 80);
    const auto pipe = os::make_pipe();
    REQUIRE(pipe);
    const Variable usual("TERM", "xterm-256color");
    CHECK(is_interactive(pty.fd(), pty.fd()));
    CHECK_FALSE(is_interactive(pipe->read_end.get(), pty.fd()));
    CHECK_FALSE(is_interactive(pty.fd(), pipe->write_end.get()));
    CHECK_FALSE(is_interactive(-1, -1));
    for (const std::string kind : {"dumb", ""}) {
        CAPTURE(kind);
        const Variable term("TERM", kind);
        CHECK_FALSE(is_interactive(pty.fd(), pty.fd()));
    }
}

TEST_CASE("A terminal that is not our session's is nobody's to stop us at") {
    CHECK_FALSE(is_in_background(Pty(24, 80).fd()));
    CHECK_FALSE(is_in_background(-1));
}

TEST_CASE("A terminal that is full is waited for, also when somebody made it non-blocking") {
    const Pty pty(24, 80);
    REQUIRE(os::set_nonblocking(pty.fd()));
    const std::string much(std::size_t{1} << 20U, 'x');
    const pid_t child = ::fork();
    if (child == 0) {
        ::_exit(write_to_terminal(pty.fd(), much) ? 0 : 1);
    }
    std::size_t count = 0;
    CHECK(os::test::wait_until([&] {
        count += pty.take_shown().size();
        return count >= much.size();
    }));
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    CHECK(count == much.size());
}
