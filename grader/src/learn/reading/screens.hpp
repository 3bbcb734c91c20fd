// Where a text is cut into screens.
#pragma once

#include "learn/reading/render.hpp"

#include <string>
#include <vector>

namespace gilkit::learn {

// Screens of at most `height` lines (at least 1), none of them empty. A program or a table is cut only when
// it is taller than a screen, a paragraph with two lines at least on either side; a heading stays with what
// it heads, unless that would cut a program or a table.
std::vector<std::vector<std::string>> screens_of(const Passages& passages, int height);

} // namespace gilkit::learn
