// The timeline of a recording in its three faces: lanes for a terminal, an SVG picture, JSON.
#pragma once

#include "gil/recording.hpp"
#include "report/json_parts.hpp"
#include "report/pen.hpp"

#include <tl/expected.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace gilkit::report {

// Whole lines, indented by two columns: a lane of letters for each thread, a legend, shares, and a close-up
// of the busiest moment where the lanes can't show single turns.
std::vector<std::string> timeline_lines(const gil::Recording& recording, const Pen& pen);

// A complete SVG document, readable in light and dark and without colour, with a title for every span and a
// table of shares. `title`: what was recorded, as it is to stand above; not safe for XML yet.
std::string timeline_svg(const gil::Recording& recording, std::string_view title);

// The "timeline" of grader/schema/measure.schema.json.
Json timeline_json(const gil::Recording& recording);
// What timeline_json() wrote, or somebody else. An error says what is wrong with it, and where.
tl::expected<gil::Recording, std::string> timeline_from_json(const Json& timeline);

// The picture of a timeline that is a text of JSON.
tl::expected<std::string, std::string> timeline_svg_of_json(std::string_view text, std::string_view title);

// The "gil" of the same schema: who used the GIL, as shares of time.
Json gil_json(const gil::Recording& recording);
// The same where nothing was recorded.
Json no_gil_json(std::string_view why);

} // namespace gilkit::report
