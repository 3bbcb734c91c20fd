#include "learn/terminal/key_mode.hpp"

#include "learn/terminal/quit.hpp"
#include "learn/terminal/window.hpp"

#include <utility>

namespace gilkit::learn {

namespace {

termios for_keys(termios modes) {
    // ISIG stays: Ctrl-C and Ctrl-Z are signals as everywhere. IXON goes: who presses Ctrl-S to save, in the
    // wrong window, would freeze us.
    modes.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | IEXTEN);
    modes.c_lflag |= ISIG;
    modes.c_iflag &= ~static_cast<tcflag_t>(IXON | ISTRIP | INLCR | IGNCR | PARMRK);
    // A read never waits: it must not, signals being blocked around it.
    modes.c_cc[VMIN] = 0;
    modes.c_cc[VTIME] = 0;
    return modes;
}

os::Result<void> set_modes(int fd, const termios& modes) {
    while (::tcsetattr(fd, TCSANOW, &modes) < 0) {
        if (errno != EINTR) {
            return os::last_error("tcsetattr");
        }
    }
    return {};
}

} // namespace

KeyMode::KeyMode(KeyMode&& other) noexcept
    : fd_(other.fd_), active_(std::exchange(other.active_, false)), before_(other.before_) {}

os::Result<KeyMode> KeyMode::enter(int fd) {
    KeyMode mode(fd);
    if (is_in_background(fd)) {
        return tl::unexpected(os::Error{EIO, "take the terminal, which another program has now"});
    }
    if (auto resumed = mode.resume(); !resumed) {
        return tl::unexpected(resumed.error());
    }
    return mode;
}

void KeyMode::leave() {
    if (!std::exchange(active_, false)) {
        return;
    }
    if (!is_in_background(fd_)) {
        // A terminal that is gone has no mode to go back to.
        static_cast<void>(set_modes(fd_, before_));
    }
    set_modes_on_quit(fd_, nullptr);
}

os::Result<void> KeyMode::resume() {
    // After a stop that we did not see coming, what is set may be our own mode.
    if (!active_ && ::tcgetattr(fd_, &before_) < 0) {
        return os::last_error("tcgetattr");
    }
    set_modes_on_quit(fd_, &before_);
    active_ = true;
    return set_modes(fd_, for_keys(before_));
}

} // namespace gilkit::learn
