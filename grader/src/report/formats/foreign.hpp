// Text from a submission, made fit for reports. What comes out is valid UTF-8 of a bounded length, and holds
// no character that XML 1.0 forbids or that a terminal obeys or hides: bytes that are not UTF-8 become
// U+FFFD, characters that can't be shown their escapes ("\x1b"). No line of it is a command where it is
// printed into the log of a CI service (no_command). Each format then escapes by its own rules.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gilkit::report {

// One line: line breaks and tabs are escaped as well. Of more than `most` bytes the first are kept (whole
// characters), with "…" at the end; the escapes come on top, at most ten bytes for each that is kept.
std::string foreign_line(std::string_view hostile, std::size_t most);

// Several lines, with tabs; "\r\n" ends a line like "\n".
std::string foreign_text(std::string_view hostile, std::size_t most);

// The longest run of that character.
std::size_t longest_run(std::string_view text, char character);

// Base64 by RFC 4648, with padding, on one line.
std::string base64(std::string_view bytes);

} // namespace gilkit::report
