// What a report says, wherever its lines break.
#pragma once

#include <sstream>
#include <string>
#include <string_view>

namespace gilkit::tests {

// With every run of spaces and line ends as one space: where lines break is another test's concern.
inline std::string flat(const std::string& text) {
    std::istringstream words(text);
    std::string joined;
    for (std::string word; words >> word;) {
        joined += " " + word;
    }
    return joined;
}

inline bool says(const std::string& text, std::string_view words) {
    return flat(text).find(words) != std::string::npos;
}

} // namespace gilkit::tests
