// What Ctrl-C, Ctrl-Z, Ctrl-\ and a shell do to an interactive command, at a real terminal.
#include "learn/terminal/events.hpp"
#include "learn/terminal/pty.hpp"
#include "os/helpers.hpp"
#include "os/signals.hpp"

#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string>

using namespace gilkit;
using namespace gilkit::learn;
using gilkit::learn::test::say;
using gilkit::learn::test::Shell;

namespace {

constexpr int unwound = 42;

std::string name_of(const Event& event) {
    if (const Key* const key = std::get_if<Key>(&event)) {
        return "key " + std::to_string(static_cast<unsigned>(key->character));
    }
    constexpr std::array names{"key", "resized", "resumed", "ready", "due", "interrupted", "closed"};
    return names.at(event.index());
}

// Says what happens until it is to end.
int tell_events(Drawing drawing) {
    os::install_interrupt_handlers();
    Screen screen(STDOUT_FILENO, drawing);
    auto keyboard = Keyboard::open();
    if (!keyboard) {
        return 1;
    }
    Events events(&*keyboard, screen);
    say("<begun>");
    for (;;) {
        const auto event = events.next(os::test::far_deadline());
        if (!event) {
            return 2;
        }
        say("<" + name_of(*event) + ">");
        if (std::holds_alternative<Interrupted>(*event) || std::holds_alternative<Closed>(*event)) {
            return unwound;
        }
    }
}

int tell_events_in_place() {
    return tell_events(Drawing::in_place);
}

int tell_events_line_by_line() {
    return tell_events(Drawing::line_by_line);
}

// Stops itself at a key as SIGSTOP from outside does, and ends at anything else.
int stop_at_a_key() {
    os::install_interrupt_handlers();
    Screen screen(STDOUT_FILENO, Drawing::in_place);
    auto keyboard = Keyboard::open();
    if (!keyboard) {
        return 1;
    }
    Events events(&*keyboard, screen);
    say("<begun>");
    for (;;) {
        const auto event = events.next(os::test::far_deadline());
        if (!event) {
            return 2;
        }
        say("<" + name_of(*event) + ">");
        if (!std::holds_alternative<Key>(*event)) {
            return unwound;
        }
        ::raise(SIGSTOP);
    }
}

constexpr std::string_view hide_cursor = "\033[?25l";
constexpr std::string_view show_cursor = "\033[?25h";

} // namespace

TEST_CASE("Ctrl-C ends it, and the shell has a sane terminal") {
    Shell shell(tell_events_in_place);
    REQUIRE(shell.shows(hide_cursor));
    REQUIRE(shell.shows("<begun>"));
    shell.type("a");
    CHECK(shell.shows("<key 97>"));
    shell.type("\x03");
    CHECK(shell.shows("<interrupted>"));
    CHECK(shell.shows(show_cursor));
    CHECK(shell.shows("[ended 42 sane]"));
}

TEST_CASE("Ctrl-Z gives the shell a sane terminal, and fg comes back") {
    Shell shell(tell_events_in_place);
    REQUIRE(shell.shows("<begun>"));
    for (int time = 0; time < 2; ++time) {
        shell.type("\x1a");
        CHECK(shell.shows(show_cursor));
        CHECK(shell.shows("[stopped 20 sane]"));
        shell.type("fg\n");
        CHECK(shell.shows(hide_cursor));
        CHECK(shell.shows("<resumed>"));
        shell.type("b");
        CHECK(shell.shows("<key 98>"));
    }
    shell.type("\x03");
    CHECK(shell.shows("[ended 42 sane]"));
}

TEST_CASE("Continued in the background it stops, without taking the terminal from the shell") {
    Shell shell(tell_events_in_place);
    REQUIRE(shell.shows("<begun>"));
    shell.type("\x1a");
    REQUIRE(shell.shows("[stopped 20 sane]"));
    shell.type("bg\n");
    CHECK(shell.shows("[stopped 22 sane]")); // SIGTTOU
    shell.type("fg\n");
    CHECK(shell.shows("<resumed>"));
    shell.type("b");
    CHECK(shell.shows("<key 98>"));
    shell.type("\x03");
    CHECK(shell.shows("[ended 42 sane]"));
}

TEST_CASE("Ended while it is stopped, it ends, and leaves the terminal to the shell") {
    Shell shell(tell_events_in_place);
    REQUIRE(shell.shows("<begun>"));
    shell.type("\x1a");
    REQUIRE(shell.shows("[stopped 20 sane]"));
    shell.type("term\n");
    CHECK(shell.shows("[ended 42 sane]"));
    CHECK(shell.shown().find("<resumed>") == std::string::npos);

    Shell other(tell_events_in_place);
    REQUIRE(other.shows("<begun>"));
    other.type("\x1a");
    REQUIRE(other.shows("[stopped 20 sane]"));
    other.type("bg\n");
    REQUIRE(other.shows("[stopped 22 sane]"));
    other.type("term\n");
    CHECK(other.shows("[ended 42 sane]"));
}

TEST_CASE("A stop that nobody can see coming is noticed afterwards") {
    Shell shell(stop_at_a_key);
    REQUIRE(shell.shows("<begun>"));
    shell.type("a");
    CHECK(shell.shows("[stopped 19 raw]"));
    shell.type("fg\n");
    CHECK(shell.shows(hide_cursor));
    CHECK(shell.shows("<resumed>"));
    CHECK(shell.shows("[ended 42 sane]"));
}

TEST_CASE("After such a stop it stops in the background as well, and can be ended there") {
    Shell shell(stop_at_a_key);
    REQUIRE(shell.shows("<begun>"));
    shell.type("a");
    CHECK(shell.shows("[stopped 19 raw]"));
    shell.type("bg\n");
    CHECK(shell.shows("[stopped 22 sane]"));
    shell.type("term\n");
    CHECK(shell.shows("[ended 42 sane]"));
}

TEST_CASE("Another size is an event") {
    Shell shell(tell_events_line_by_line);
    REQUIRE(shell.shows("<begun>"));
    shell.resize(10, 40);
    CHECK(shell.shows("<resized>"));
    shell.type("\x03");
    CHECK(shell.shows("[ended 42 sane]"));
}

TEST_CASE("Line by line, nothing is written but what is said") {
    Shell shell(tell_events_line_by_line);
    REQUIRE(shell.shows("<begun>"));
    shell.type("\x1a");
    REQUIRE(shell.shows("[stopped 20 sane]"));
    shell.type("fg\n");
    CHECK(shell.shows("<resumed>"));
    shell.type("\x03");
    CHECK(shell.shows("[ended 42 sane]"));
    CHECK(shell.shown().find('\033') == std::string::npos);
}

TEST_CASE("Ctrl-\\ ends even what is stuck, and the shell has a sane terminal") {
    Shell shell([] {
        os::install_interrupt_handlers();
        const Screen screen(STDOUT_FILENO, Drawing::in_place);
        const auto keyboard = Keyboard::open();
        say("<begun>");
        for (;;) {
            ::pause();
        }
        return 0;
    });
    REQUIRE(shell.shows("<begun>"));
    shell.type("\x03\x1c");
    CHECK(shell.shows(show_cursor));
    CHECK(shell.shows("[killed 3 sane]"));
}

TEST_CASE("Afterwards signals do again what they did before") {
    Shell shell([] {
        {
            Screen screen(STDOUT_FILENO, Drawing::in_place);
            auto keyboard = Keyboard::open();
            const Events events(&*keyboard, screen);
        }
        ::raise(SIGTSTP);
        say("<continued>");
        for (;;) {
            ::pause();
        }
        return 0;
    });
    CHECK(shell.shows("[stopped 20 sane]"));
    shell.type("fg\n");
    CHECK(shell.shows("<continued>"));
    shell.type("\x1c");
    CHECK(shell.shows("[killed 3 sane]"));
}

TEST_CASE("A terminal that is closed ends it, by a signal or without") {
    for (const bool with_signal : {true, false}) {
        CAPTURE(with_signal);
        auto pipe = os::make_pipe().value();
        Shell shell([&] {
            if (!with_signal) {
                std::signal(SIGHUP, SIG_IGN);
            }
            const int code = tell_events_in_place();
            return os::write_all(pipe.write_end.get(), std::to_string(code) + "\n") ? code : 3;
        });
        pipe.write_end.reset();
        REQUIRE(shell.shows("<begun>"));
        shell.hang_up();
        CHECK(os::test::read_line(pipe.read_end.get()) == "42");
    }
}

TEST_CASE("A command that is started in the background is told so, and not stopped") {
    Shell shell([] {
        // Its own child, in a group of its own.
        const pid_t child = ::fork();
        if (child == 0) {
            ::setpgid(0, 0);
            const auto keyboard = Keyboard::open();
            ::_exit(!keyboard && keyboard.error().code == EIO ? 0 : 1);
        }
        int status = -1;
        ::waitpid(child, &status, WUNTRACED);
        return status == 0 ? 0 : 1;
    });
    CHECK(shell.shows("[ended 0 sane]"));
}
