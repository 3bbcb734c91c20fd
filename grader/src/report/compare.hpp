// An expected and an actual text, one above the other, so that their difference meets the eye.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gilkit::report {

struct Comparison {
    std::string expected; // safe text, at most `width` columns
    std::string actual;
    int difference = -1; // the column at which they part; -1 when they are the same
};

// Long texts are shown around their first difference, both from the same place, so that columns stay
// comparable.
Comparison compare(std::string_view expected, std::string_view actual, int width, bool unicode,
                   std::string_view ellipsis);

} // namespace gilkit::report
