// One wait for everything that an interactive command answers: keys, the terminal's size, descriptors,
// deadlines.
//
// It is os::wait_for(), so no signal is missed and Ctrl-C ends it. Ctrl-Z is answered here as well: the
// terminal is given back, the process stops, and when the shell continues it, the terminal is taken again,
// but not before it is ours: a command that is continued in the background (`bg`) stops at once, as one that
// reads does. A command that can be ended (`kill %1`) while it is stopped ends without touching the terminal.
#pragma once

#include "learn/terminal/keyboard.hpp"
#include "learn/terminal/screen.hpp"
#include "os/signals.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

namespace gilkit::learn {

// Something else to wait for.
struct Source {
    int fd = -1;                    // to be readable, or at its end; -1: none
    std::int64_t due_ns = never_ns; // CLOCK_MONOTONIC
};

struct Resized {}; // the terminal has another size: draw again
struct Resumed {}; // we were stopped: draw again
struct Ready {     // that source is readable or due
    std::size_t source = 0;
};
struct Due {};         // the deadline has passed
struct Interrupted {}; // os::interrupted(): unwind
struct Closed {};      // the terminal is gone: unwind as well

using Event = std::variant<Key, Resized, Resumed, Ready, Due, Interrupted, Closed>;

class Events {
public:
    // Without a keyboard there are no keys. Both must live as long as this. One at a time.
    Events(Keyboard* keyboard, Screen& screen);

    // What happens next, until `deadline_ns` (CLOCK_MONOTONIC; past: what has happened already). An end comes
    // first, then keys; sources take turns, so none of them waits for ever behind another one.
    os::Result<Event> next(std::int64_t deadline_ns, std::span<const Source> sources = {});

private:
    os::Result<bool> wait(std::int64_t deadline_ns, std::span<const Source> sources);
    std::optional<Event> end() const;
    std::optional<Event> signalled();
    std::optional<Event> pressed();
    std::optional<Event> ready_source(std::span<const Source> sources, std::int64_t now_ns);
    Event rest(int signal);
    bool stop_until_ours(int signal);

    Keyboard* keyboard_;
    Screen& screen_;
    os::NoticedSignals signals_;
    std::vector<pollfd> fds_; // the keyboard, then the sources
    std::size_t turn_ = 0;    // of the source that is asked first
};

} // namespace gilkit::learn
