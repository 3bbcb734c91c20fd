// Replaces the references of a lesson's text by what was recorded:
//   a line {{code broken}} or {{code fixed}}      the program, as a fenced block
//   a line {{output broken}} or {{output fixed}}  what it printed, as a fenced block
//   {{broken.speedup_4}}, {{broken.wall_s:.1f}}   a recorded figure, with an fmt format after the colon
// They speak of the first recording. {{broken.wall_s on PyPy:.1f}}, {{output fixed on CPython 3.9}} and
// {{broken.speedup_4 on free-threaded CPython}} speak of the first one on such an interpreter.
#pragma once

#include "content/diagnostics.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace gilkit::content {

struct ReferenceSources {
    std::string_view broken_source;
    std::string_view fixed_source;
    const nlohmann::json& recordings; // those of a document that parse_observed() accepted
};

// `first_line` is the number of the text's first line within `file`. A reference that can't be resolved
// stays in place and adds a Diagnostic. What was put in is not searched for references again.
std::string resolve_references(std::string_view markdown, const ReferenceSources& sources,
                               const std::filesystem::path& file, std::size_t first_line, Findings& findings);

} // namespace gilkit::content
