#include "cli/progress.hpp"

#include "report/terminal.hpp"

#include <fmt/format.h>

#include <unistd.h>

namespace gilkit::cli {

Progress::Progress() : terminal_(::isatty(STDERR_FILENO) == 1) {}

void Progress::show(std::string_view what) {
    if (terminal_) {
        const auto width = static_cast<std::size_t>(report::terminal_style_for(STDERR_FILENO).width - 1);
        fmt::print(stderr, "\r\x1b[K{}", what.substr(0, width));
        std::fflush(stderr);
        shown_ = true;
    }
}

void Progress::clear() {
    if (shown_) {
        fmt::print(stderr, "\r\x1b[K");
        std::fflush(stderr);
        shown_ = false;
    }
}

} // namespace gilkit::cli
