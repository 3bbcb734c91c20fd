#include "learn/terminal/events.hpp"

#include "learn/terminal/pty.hpp"
#include "os/clock.hpp"
#include "os/helpers.hpp"

#include <doctest/doctest.h>

#include <array>
#include <variant>

using namespace gilkit;
using namespace gilkit::learn;
using gilkit::learn::test::Pty;
using os::test::far_deadline;

namespace {

struct Command {
    Command()
        : pty(24, 80), keyboard(Keyboard::open(pty.fd()).value()), screen(pty.fd(), Drawing::line_by_line),
          events(&keyboard, screen) {}

    Event next(std::int64_t deadline_ns, std::span<const Source> sources = {}) {
        auto event = events.next(deadline_ns, sources);
        REQUIRE(event);
        return *event;
    }

    Pty pty;
    Keyboard keyboard;
    Screen screen;
    Events events;
};

template<typename T>
bool is(const Event& event) {
    return std::holds_alternative<T>(event);
}

bool is_key(const Event& event, const Key& key) {
    const Key* const pressed = std::get_if<Key>(&event);
    return pressed != nullptr && *pressed == key;
}

bool is_ready(const Event& event, std::size_t source) {
    const Ready* const ready = std::get_if<Ready>(&event);
    return ready != nullptr && ready->source == source;
}

} // namespace

TEST_CASE("Keys come one by one, a lone Escape without anything behind it") {
    Command command;
    CHECK(is<Due>(command.next(0)));
    command.pty.type("n\033[Ah");
    CHECK(is_key(command.next(far_deadline()), character_key('n')));
    CHECK(is_key(command.next(far_deadline()), {KeyName::up}));
    CHECK(is_key(command.next(0), character_key('h')));
    command.pty.type("\033");
    CHECK(is_key(command.next(far_deadline()), {KeyName::escape}));
    CHECK(is<Due>(command.next(os::monotonic_ns() + os::ns_per_ms)));
}

TEST_CASE("A deadline that is past still sees what has happened") {
    Command command;
    command.pty.type("n");
    CHECK(is_key(command.next(0), character_key('n')));
}

TEST_CASE("Descriptors and moments are waited for beside the keys, and take turns") {
    Command command;
    auto first = os::make_pipe().value();
    auto second = os::make_pipe().value();
    const std::array sources{Source{first.read_end.get()}, Source{second.read_end.get()}, Source{}};
    CHECK(is<Due>(command.next(0, sources)));
    REQUIRE(os::write_all(second.write_end.get(), "x"));
    CHECK(is_ready(command.next(far_deadline(), sources), 1));
    first.write_end.reset(); // an end is something to read, too
    CHECK(is_ready(command.next(far_deadline(), sources), 0));
    CHECK(is_ready(command.next(far_deadline(), sources), 1));
    CHECK(is_ready(command.next(far_deadline(), sources), 0));
    command.pty.type("q");
    CHECK(is_key(command.next(far_deadline(), sources), character_key('q')));

    const std::array due{Source{}, Source{-1, os::monotonic_ns() + os::ns_per_ms}};
    CHECK(is_ready(command.next(far_deadline(), due), 1));
}

TEST_CASE("A terminal that is gone is an event, each time") {
    Command command;
    command.pty.type("n");
    CHECK(is_key(command.next(far_deadline()), character_key('n')));
    command.pty.hang_up();
    CHECK(is<Closed>(command.next(far_deadline())));
    CHECK(is<Closed>(command.next(far_deadline())));
}

TEST_CASE("Without a keyboard there are no keys, and everything else") {
    const Pty pty(24, 80);
    Screen screen(pty.fd(), Drawing::line_by_line);
    Events events(nullptr, screen);
    auto pipe = os::make_pipe().value();
    const std::array sources{Source{pipe.read_end.get()}};
    CHECK(is<Due>(events.next(0, sources).value()));
    REQUIRE(os::write_all(pipe.write_end.get(), "x"));
    CHECK(is_ready(events.next(far_deadline(), sources).value(), 0));
}
