// The terminals that lessons are rendered for here, and how to look at what came out.
#pragma once

#include "learn/reading/render.hpp"
#include "report/pen.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::learn::test {

inline report::Pen without_colours(int width = 80) {
    return report::Pen({.colour = false, .unicode = true, .width = width});
}

inline report::Pen with_colours(int width = 80) {
    return report::Pen({.colour = true, .unicode = true, .width = width});
}

inline report::Pen ascii(int width = 80) {
    return report::Pen({.colour = false, .unicode = false, .width = width});
}

using Lines = std::vector<std::string>;

inline Lines shown(std::string_view markdown, const report::Pen& pen, Manner manner = Manner::usual) {
    return lines_of(render_markdown(markdown, pen, {}, manner));
}

inline std::string joined(const Lines& lines) {
    std::string text;
    for (const std::string& line : lines) {
        text += line + "\n";
    }
    return text;
}

// Without the sequences that set colours and styles; all others stay.
inline std::string without_styles(std::string_view text) {
    std::string kept;
    while (!text.empty()) {
        const bool sequence = text.starts_with("\x1b[");
        const std::size_t end = sequence ? text.find_first_not_of("0123456789;", 2) : std::string_view::npos;
        const bool style = end != std::string_view::npos && text[end] == 'm';
        if (!style) {
            kept += text.front();
        }
        text.remove_prefix(style ? end + 1 : 1);
    }
    return kept;
}

inline bool has_control_character(std::string_view line) {
    return std::any_of(line.begin(), line.end(), [](char each) {
        const auto byte = static_cast<unsigned char>(each);
        return byte < 0x20 || byte == 0x7F;
    });
}

// Letters and digits only, in their order: what is left of a text however it is laid out.
inline std::string essence(std::string_view text) {
    std::string kept;
    std::copy_if(text.begin(), text.end(), std::back_inserter(kept),
                 [](char each) { return std::isalnum(static_cast<unsigned char>(each)) != 0; });
    return kept;
}

} // namespace gilkit::learn::test
