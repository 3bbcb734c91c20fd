// What the manual page says beyond the help of the commands. Words between backquotes are set in bold.
#pragma once

#include <span>
#include <string_view>

namespace gilkit::cli::manual {

struct Explained {
    std::string_view term;
    std::string_view text;
};

std::span<const std::string_view> description_paragraphs();
std::span<const Explained> exit_codes();
std::span<const Explained> environment_variables();
std::span<const Explained> files();
std::span<const std::string_view> other_pages(); // "proc(5)"

} // namespace gilkit::cli::manual
