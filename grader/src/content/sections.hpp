// The ten sections that every lesson.md has.
#pragma once

#include "content/diagnostics.hpp"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::content {

struct LessonSection {
    std::string title;
    std::string markdown;       // references still in place
    std::size_t first_line = 0; // of `markdown` within the file, 1-based
};

// Their titles, in the order of the form.
std::span<const std::string> section_titles();

// Adds every missing, unknown, repeated, misplaced or empty section. Gives back those that stand in
// the file under a title of the form.
std::vector<LessonSection> split_lesson(std::string_view text, const std::filesystem::path& file,
                                        Findings& findings);

} // namespace gilkit::content
