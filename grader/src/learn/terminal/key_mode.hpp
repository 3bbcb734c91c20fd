// The mode in which a terminal hands over keys one by one and doesn't show them.
//
// Who leaves a terminal in it takes the line editing from the shell, so it is given back on every way out: by
// the destructor, which an interruption unwinds to as well, by leave() before a stop (Ctrl-Z), and by
// quit.hpp.
#pragma once

#include "os/error.hpp"

#include <termios.h>

namespace gilkit::learn {

class KeyMode {
public:
    // ENOTTY when `fd` is no terminal, EIO when it is another process group's at the moment. One at a time.
    static os::Result<KeyMode> enter(int fd);
    KeyMode(KeyMode&& other) noexcept;
    KeyMode& operator=(KeyMode&&) = delete;
    KeyMode(const KeyMode&) = delete;
    KeyMode& operator=(const KeyMode&) = delete;
    ~KeyMode() { leave(); }

    // What the terminal was before. Not while it is another's: then the shell has given it a mode of its own.
    void leave();
    // Once more, also when the shell has changed the mode meanwhile.
    os::Result<void> resume();

private:
    explicit KeyMode(int fd) : fd_(fd) {}

    int fd_;
    bool active_ = false;
    termios before_{};
};

} // namespace gilkit::learn
