// What there is to know about a terminal before it is used.
#pragma once

#include "os/error.hpp"

#include <string_view>

namespace gilkit::learn {

struct WindowSize {
    int rows = 24;
    int columns = 80;

    bool operator==(const WindowSize&) const = default;
};

// By the terminal behind `fd`; where it doesn't know, by LINES and COLUMNS; else the default.
WindowSize window_size(int fd);

// Whether keys can be read from `input` and a screen be drawn on `output`: both are terminals, and TERM names
// one that can move its cursor.
bool is_interactive(int input, int output);

// Whether the terminal belongs to another process group at the moment: the shell, or what it started since.
// Who reads or changes its modes then is stopped.
bool is_in_background(int terminal);

// Writes everything, also to a terminal that somebody made non-blocking. An interruption ends it (EINTR).
os::Result<void> write_to_terminal(int fd, std::string_view text);

} // namespace gilkit::learn
