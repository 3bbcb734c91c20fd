#include "report/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace gilkit::report {

namespace {

std::string_view environment(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string_view() : std::string_view(value);
}

bool is_utf8_locale() {
    std::string_view locale = environment("LC_ALL");
    for (const char* const name : {"LC_CTYPE", "LANG"}) {
        if (locale.empty()) {
            locale = environment(name);
        }
    }
    std::string letters;
    for (const char letter : locale) {
        if (letter != '-') {
            letters += static_cast<char>(letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter);
        }
    }
    return letters.find("utf8") != std::string::npos;
}

std::optional<int> width_from_environment() {
    const std::string_view columns = environment("COLUMNS");
    int width = 0;
    const auto [end, fault] = std::from_chars(columns.data(), columns.data() + columns.size(), width);
    if (fault != std::errc() || end != columns.data() + columns.size() || width <= 0) {
        return std::nullopt;
    }
    return width;
}

std::optional<int> width_of_terminal(int fd) {
    winsize size = {};
    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
        return std::nullopt;
    }
    return size.ws_col;
}

} // namespace

TerminalStyle terminal_style_for(int fd) {
    const bool terminal = isatty(fd) == 1;
    TerminalStyle style;
    style.colour = terminal && environment("NO_COLOR").empty() && environment("TERM") != "dumb";
    style.unicode = is_utf8_locale();
    std::optional<int> width = width_from_environment();
    if (!width) {
        width = width_of_terminal(fd);
    }
    style.width = std::clamp(width.value_or(style.width), TerminalStyle::narrowest, TerminalStyle::widest);
    return style;
}

} // namespace gilkit::report
