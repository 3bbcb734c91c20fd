// A block of lines and a bottom row on a terminal, drawn again and again.
//
// Theory of operation. In place, the terminal's other screen is used, where it has one (mode 1049): what was
// on it before is there again afterwards. Each drawing is one write, which holds only the rows that have
// changed, so nothing flickers; lines are cut to the width and don't wrap (mode 7), so nothing scrolls. The
// cursor is hidden until leave(), which the destructor calls at the latest. Sequences: ECMA-48, the VT100's
// and xterm's.
//
// Line by line, for screen readers, logs and terminals that can't do this, nothing of it happens: what is new
// is printed below what was.
#pragma once

#include "learn/terminal/window.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::learn {

enum class Drawing : std::uint8_t { in_place, line_by_line };

class Screen {
public:
    Screen(int fd, Drawing drawing);
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;
    ~Screen() { leave(); }

    bool draws_in_place() const { return drawing_ == Drawing::in_place; }
    WindowSize size() const { return window_size(fd_); }
    // Rows that a block may have; what is longer is cut off in place.
    int room() const;

    // The lines and the bottom row are painted text (painted.hpp) without line ends. Line by line, a block
    // that begins as the last one did is printed from there on, and one that is the same not at all; keep
    // what changes all the time out of it. Errors: the terminal is gone, or an interruption came.
    os::Result<void> draw(std::span<const std::string> lines, std::string_view bottom);
    // The next drawing starts on an empty screen; line by line, it prints everything.
    void clear();

    // Gives the terminal to somebody else, and takes it back: the next drawing is a whole one. Nothing
    // happens when that is the case already.
    void leave();
    void enter();

private:
    os::Result<void> draw_in_place(std::span<const std::string> lines, std::string_view bottom);
    os::Result<void> print(std::span<const std::string> lines, std::string_view bottom);

    int fd_;
    Drawing drawing_;
    bool entered_ = false;
    WindowSize drawn_size_{0, 0};    // of the terminal when it was drawn; no rows: nothing is drawn
    std::vector<std::string> drawn_; // in place: by rows; line by line: the block
    std::string printed_bottom_;     // line by line
};

} // namespace gilkit::learn
