#include "cli/status_row.hpp"

#include <fmt/format.h>

#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace gilkit::cli {

namespace {

constexpr int terminal = STDERR_FILENO;
constexpr int fewest_rows = 4; // less is needed by the command
constexpr int fewest_columns = 20;

// The cursor with its colours and modes: what the others print is to go on where it was.
constexpr std::string_view save_cursor = "\0337";
constexpr std::string_view restore_cursor = "\0338";
// Down and up again, in the same column: in the last row this scrolls, and the cursor ends above it.
constexpr std::string_view leave_last_row = "\033D\033[A";

// Named in full: not every emulator takes "\033[r" for all of the screen.
std::string scroll_rows(int rows) {
    return fmt::format("\033[1;{}r", rows);
}

bool is_ours_to_write() {
    pollfd room = {terminal, POLLOUT, 0};
    return ::tcgetpgrp(terminal) == ::getpgrp() && ::poll(&room, 1, 0) == 1 && (room.revents & POLLOUT) != 0;
}

bool reads_lines() {
    termios modes = {};
    return ::tcgetattr(terminal, &modes) == 0 && (modes.c_lflag & ICANON) != 0;
}

// At once, so that nothing of the command's gets in between. What can't be written is no loss.
void write_at_once(std::string_view text) {
    [[maybe_unused]] const auto written = ::write(terminal, text.data(), text.size());
}

} // namespace

StatusRow::StatusRow() {
    const char* const kind = std::getenv("TERM");
    const std::string_view name = kind == nullptr ? "" : kind;
    able_ = ::isatty(terminal) == 1 && !name.empty() && name != "dumb";
}

std::optional<StatusRow::Size> StatusRow::size() const {
    winsize window = {};
    if (::ioctl(terminal, TIOCGWINSZ, &window) != 0 || window.ws_row < fewest_rows ||
        window.ws_col < fewest_columns) {
        return std::nullopt;
    }
    return Size{window.ws_row, window.ws_col};
}

void StatusRow::show(std::string_view what) {
    if (!able_ || !is_ours_to_write()) {
        return;
    }
    const std::optional<Size> now = size();
    if (!now || !reads_lines()) {
        if (taken_) {
            // Not erased: what stands in the row by now may be somebody else's.
            write_at_once(
                fmt::format("{}{}{}", save_cursor, scroll_rows(now.value_or(*taken_).rows), restore_cursor));
            taken_.reset();
        }
        return;
    }
    // The region is set each time: a terminal that was reset, cleared or resized has forgotten it.
    const bool keeps_row = taken_ == now;
    write_at_once(fmt::format("{}{}{}\033[{};1H\033[m\033[2K{}{}", keeps_row ? "" : leave_last_row,
                              save_cursor, scroll_rows(now->rows - 1), now->rows,
                              what.substr(0, static_cast<std::size_t>(now->columns - 1)), restore_cursor));
    taken_ = now;
}

void StatusRow::clear() {
    if (taken_ && ::tcgetpgrp(terminal) == ::getpgrp()) {
        const int rows = size().value_or(*taken_).rows;
        write_at_once(fmt::format("{}{}\033[{};1H\033[m\033[2K{}", save_cursor, scroll_rows(rows), rows,
                                  restore_cursor));
    }
    taken_.reset();
}

} // namespace gilkit::cli
