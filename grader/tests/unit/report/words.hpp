// The terminal that reports are written for, and what they say, wherever their lines break.
#pragma once

#include "report/terminal.hpp"

#include <sstream>
#include <string>
#include <string_view>

namespace gilkit::tests {

// A terminal of today, without colours.
constexpr report::TerminalStyle usual = {.colour = false, .unicode = true, .width = 80};

// With every run of spaces and line ends as one space: where lines break is another test's concern.
inline std::string flat(const std::string& text) {
    std::istringstream words(text);
    std::string joined;
    for (std::string word; words >> word;) {
        joined += " " + word;
    }
    return joined;
}

inline bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

inline bool says(const std::string& text, std::string_view words) {
    return flat(text).find(words) != std::string::npos;
}

} // namespace gilkit::tests
