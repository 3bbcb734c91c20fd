#include "learn/terminal/window.hpp"

#include "os/clock.hpp"
#include "os/signals.hpp"
#include "os/text.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace gilkit::learn {

namespace {

constexpr int most = 10'000; // rows or columns; more is no terminal's

int number_from_environment(const char* name, int otherwise) {
    const char* const value = std::getenv(name);
    const int number = value == nullptr ? 0 : os::to_number<int>(value).value_or(0);
    return number > 0 && number <= most ? number : otherwise;
}

} // namespace

WindowSize window_size(int fd) {
    WindowSize size;
    winsize told{};
    if (::ioctl(fd, TIOCGWINSZ, &told) != 0) {
        told = {};
    }
    size.rows = told.ws_row > 0 ? told.ws_row : number_from_environment("LINES", size.rows);
    size.columns = told.ws_col > 0 ? told.ws_col : number_from_environment("COLUMNS", size.columns);
    return size;
}

bool is_interactive(int input, int output) {
    const char* const kind = std::getenv("TERM");
    const std::string_view name = kind == nullptr ? "" : kind;
    return !name.empty() && name != "dumb" && ::isatty(input) == 1 && ::isatty(output) == 1;
}

bool is_in_background(int terminal) {
    const pid_t foreground = ::tcgetpgrp(terminal);
    return foreground > 0 && foreground != ::getpgrp();
}

os::Result<void> write_to_terminal(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t count = ::write(fd, text.data(), text.size());
        if (count >= 0) {
            text.remove_prefix(static_cast<std::size_t>(count));
            continue;
        }
        if (errno == EAGAIN) {
            std::array<pollfd, 1> fds{pollfd{fd, POLLOUT, 0}};
            if (const auto ready = os::wait_for(fds, os::monotonic_ns() + os::ns_per_s); !ready) {
                return tl::unexpected(ready.error());
            }
            if (os::interrupted() == 0) {
                continue;
            }
            errno = EINTR;
        } else if (errno == EINTR) {
            continue;
        }
        return os::last_error("write to the terminal");
    }
    return {};
}

} // namespace gilkit::learn
