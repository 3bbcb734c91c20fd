#include "learn/terminal/painted.hpp"

#include "report/text.hpp"

namespace gilkit::learn {

namespace {

// The length of the colour that the text begins with; 0: it begins with none.
std::size_t colour_length(std::string_view text) {
    if (!text.starts_with("\033[")) {
        return 0;
    }
    const auto end = text.find_first_not_of("0123456789;:", 2);
    return end != std::string_view::npos && text[end] == 'm' ? end + 1 : 0;
}

} // namespace

Fitted fit(std::string_view painted_text, int columns) {
    Fitted fitted;
    for (std::size_t position = 0; position < painted_text.size();) {
        const std::size_t start = position;
        if (const std::size_t length = colour_length(painted_text.substr(start)); length > 0) {
            fitted.text += painted_text.substr(start, length);
            fitted.painted = true;
            position += length;
            continue;
        }
        report::next_code_point(painted_text, position);
        const auto character = painted_text.substr(start, position - start);
        for (const report::Cell& cell : report::to_cells(character, true, report::Wording::prose)) {
            if (fitted.width + cell.width > columns) {
                return fitted;
            }
            fitted.text += cell.text;
            fitted.width += cell.width;
        }
    }
    return fitted;
}

} // namespace gilkit::learn
