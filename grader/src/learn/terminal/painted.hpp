// Painted text: safe text (report/text.hpp) in colours, which are SGR sequences ("\033[1;31m") between its
// characters.
#pragma once

#include <string>
#include <string_view>

namespace gilkit::learn {

struct Fitted {
    std::string text;
    int width = 0; // columns that it takes
    bool painted = false;
};

// As much of it as has room in `columns`. Everything else that a terminal would obey is taken out.
Fitted fit(std::string_view painted_text, int columns);

} // namespace gilkit::learn
