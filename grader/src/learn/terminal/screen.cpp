#include "learn/terminal/screen.hpp"

#include "learn/terminal/painted.hpp"
#include "learn/terminal/quit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>

namespace gilkit::learn {

namespace {

// The other screen, no cursor, brackets around what is pasted (key_decoder.hpp).
constexpr std::string_view take = "\033[?1049h\033[?25l\033[?2004h";
constexpr const char* give_back = "\033[?2004l\033[m\033[?25h\033[?1049l";
constexpr std::string_view empty_screen = "\033[m\033[2J";
constexpr std::string_view don_t_wrap = "\033[?7l";
constexpr std::string_view wrap = "\033[?7h";

// Writes although another process group may have the terminal by now: a shell that stops our parent with us
// is sometimes faster. A cursor that stays hidden would be worse than a row in the wrong place.
void write_from_anywhere(int fd, std::string_view text) {
    sigset_t stop;
    sigset_t before;
    ::sigemptyset(&stop);
    ::sigaddset(&stop, SIGTTOU);
    ::sigprocmask(SIG_BLOCK, &stop, &before);
    // A terminal that is gone needs nothing back.
    static_cast<void>(write_to_terminal(fd, text));
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
}

std::string_view line_at(std::span<const std::string> lines, std::size_t index) {
    return index < lines.size() ? std::string_view(lines[index]) : std::string_view();
}

std::string row_text(int row, const Fitted& line, int columns) {
    std::string text = fmt::format("\033[{};1H{}", row, line.text);
    if (line.painted) {
        text += "\033[m";
    }
    // Not behind a full row: the cursor still stands on its last column, which would be erased.
    if (line.width < columns) {
        text += "\033[K";
    }
    return text;
}

} // namespace

Screen::Screen(int fd, Drawing drawing) : fd_(fd), drawing_(drawing) {
    enter();
}

int Screen::room() const {
    return std::max(0, size().rows - 1);
}

void Screen::enter() {
    clear();
    if (draws_in_place() && !entered_) {
        entered_ = true;
        write_on_quit(fd_, give_back);
        // That a terminal is gone, the next drawing will say.
        static_cast<void>(write_to_terminal(fd_, take));
    }
}

void Screen::leave() {
    if (entered_) {
        entered_ = false;
        write_from_anywhere(fd_, give_back);
        write_on_quit(fd_, nullptr);
    }
}

void Screen::clear() {
    drawn_size_ = {0, 0};
    drawn_.clear();
    printed_bottom_.clear();
}

os::Result<void> Screen::draw(std::span<const std::string> lines, std::string_view bottom) {
    return draws_in_place() ? draw_in_place(lines, bottom) : print(lines, bottom);
}

os::Result<void> Screen::draw_in_place(std::span<const std::string> lines, std::string_view bottom) {
    const WindowSize now = size();
    const auto rows = static_cast<std::size_t>(now.rows);
    std::string text;
    if (drawn_size_ != now) {
        text = empty_screen;
        drawn_.assign(rows, {});
    }
    for (std::size_t row = 0; row < rows; ++row) {
        const Fitted line = fit(row + 1 == rows ? bottom : line_at(lines, row), now.columns);
        if (line.text != drawn_[row]) {
            text += row_text(static_cast<int>(row) + 1, line, now.columns);
            drawn_[row] = line.text;
        }
    }
    drawn_size_ = now;
    if (text.empty()) {
        return {};
    }
    auto written = write_to_terminal(fd_, fmt::format("{}{}{}\033[{};1H", don_t_wrap, text, wrap, now.rows));
    if (!written) {
        clear(); // nobody knows how much of it is there
    }
    return written;
}

os::Result<void> Screen::print(std::span<const std::string> lines, std::string_view bottom) {
    const bool goes_on =
        drawn_.size() <= lines.size() && std::equal(drawn_.begin(), drawn_.end(), lines.begin());
    const auto added = lines.subspan(goes_on ? drawn_.size() : 0);
    std::string text;
    for (const std::string& line : added) {
        text += line + "\n";
    }
    if (!bottom.empty() && (!added.empty() || bottom != printed_bottom_)) {
        text.append(bottom).append("\n");
    }
    drawn_.assign(lines.begin(), lines.end());
    printed_bottom_ = bottom;
    return write_to_terminal(fd_, text);
}

} // namespace gilkit::learn
