#include "report/formats/formats.hpp"

#include "report/formats/writers.hpp"
#include "report/json.hpp"
#include "report/terminal.hpp"

#include <algorithm>
#include <array>

namespace gilkit::report {

namespace {

// As for a terminal of the usual width, without colour.
std::string plain_text(const judge::Report& report) {
    return grade_text(report, {.colour = false, .unicode = true});
}

constexpr std::array all_formats{
    Format{"text", ".txt", plain_text},
    Format{"json", ".json", grade_json},
    Format{"junit", ".xml", junit},
    Format{"tap", ".tap", tap},
    Format{"markdown", ".md", markdown},
    Format{"github", ".txt", github},
    Format{"classroom", ".txt", classroom},
    Format{"gradescope", ".json", gradescope},
    Format{"prairielearn", ".json", prairielearn},
    Format{"exercism", ".json", exercism},
};

} // namespace

std::span<const Format> formats() {
    return all_formats;
}

const Format* find_format(std::string_view name) {
    const auto* const found = std::ranges::find(all_formats, name, &Format::name);
    return found == all_formats.end() ? nullptr : found;
}

} // namespace gilkit::report
