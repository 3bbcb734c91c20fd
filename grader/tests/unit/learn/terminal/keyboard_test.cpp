#include "learn/terminal/keyboard.hpp"

#include "learn/terminal/pty.hpp"
#include "os/clock.hpp"

#include <doctest/doctest.h>

#include <termios.h>

#include <cerrno>

using namespace gilkit;
using namespace gilkit::learn;
using gilkit::learn::test::Pty;

TEST_CASE(
    "Keys come one by one and unseen, Ctrl-C stays a signal, and the terminal is as before afterwards") {
    const Pty pty(24, 80);
    REQUIRE(pty.is_sane());
    termios before{};
    termios during{};
    termios after{};
    REQUIRE(::tcgetattr(pty.fd(), &before) == 0);
    {
        auto keyboard = Keyboard::open(pty.fd());
        REQUIRE(keyboard);
        REQUIRE(::tcgetattr(pty.fd(), &during) == 0);
        CHECK((during.c_lflag & (ICANON | ECHO)) == 0);
        CHECK((during.c_lflag & ISIG) != 0);
        CHECK((during.c_iflag & IXON) == 0);
        CHECK(during.c_oflag == before.c_oflag);
        pty.type("y\033[B");
        keyboard->read(0);
        CHECK(keyboard->next() == character_key('y'));
        CHECK(keyboard->next() == Key{KeyName::down});
        CHECK_FALSE(keyboard->next());
        CHECK(keyboard->due_ns() == never_ns);
        CHECK_FALSE(keyboard->is_closed());
        CHECK(pty.take_shown().empty());
    }
    REQUIRE(::tcgetattr(pty.fd(), &after) == 0);
    CHECK(after.c_lflag == before.c_lflag);
    CHECK(after.c_iflag == before.c_iflag);
    CHECK(after.c_cc[VMIN] == before.c_cc[VMIN]);
    CHECK(after.c_cc[VTIME] == before.c_cc[VTIME]);
}

TEST_CASE("A keyboard can be left and taken again, and is one however it is moved") {
    const Pty pty(24, 80);
    auto keyboard = Keyboard::open(pty.fd());
    REQUIRE(keyboard);
    keyboard->mode().leave();
    CHECK(pty.is_sane());
    CHECK(keyboard->mode().resume());
    CHECK(keyboard->mode().resume()); // its own mode is not what was before
    CHECK_FALSE(pty.is_sane());
    {
        const Keyboard moved = *std::move(keyboard);
        CHECK_FALSE(pty.is_sane());
    }
    CHECK(pty.is_sane());
}

TEST_CASE("A key waits for its rest, and not for ever") {
    const Pty pty(24, 80);
    auto keyboard = Keyboard::open(pty.fd());
    REQUIRE(keyboard);
    constexpr std::int64_t now_ns = 1000 * os::ns_per_s;
    pty.type("\033");
    keyboard->read(now_ns);
    CHECK_FALSE(keyboard->has_keys());
    const std::int64_t due_ns = keyboard->due_ns();
    CHECK(due_ns > now_ns);
    CHECK(due_ns < now_ns + os::ns_per_s);
    keyboard->settle(due_ns - 1);
    CHECK_FALSE(keyboard->has_keys());
    keyboard->settle(due_ns);
    CHECK(keyboard->next() == Key{KeyName::escape});
    CHECK(keyboard->due_ns() == never_ns);

    pty.type("\033[200~pasted");
    keyboard->read(now_ns);
    CHECK(keyboard->due_ns() > due_ns);
    keyboard->settle(due_ns);
    pty.type("q\033[201~a");
    keyboard->read(due_ns);
    CHECK(keyboard->next() == character_key('a'));
    CHECK_FALSE(keyboard->next());
}

TEST_CASE("Nothing to read is nothing, a terminal that is gone is closed") {
    Pty pty(24, 80);
    auto keyboard = Keyboard::open(pty.fd());
    REQUIRE(keyboard);
    keyboard->read(0);
    CHECK_FALSE(keyboard->is_closed());
    pty.hang_up();
    keyboard->read(0);
    CHECK(keyboard->is_closed());
    CHECK_FALSE(keyboard->next());
}

TEST_CASE("What is no terminal has no keys") {
    const auto pipe = os::make_pipe();
    REQUIRE(pipe);
    const auto keyboard = Keyboard::open(pipe->read_end.get());
    REQUIRE_FALSE(keyboard);
    CHECK(keyboard.error().code == ENOTTY);
}
