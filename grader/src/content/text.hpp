// Small helpers on text that the whole room shares. Pure but for read_text_file().
#pragma once

#include <tl/expected.hpp>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::content {

struct TextFault {
    std::size_t line = 0; // 1-based; 0 when the fault is the file as a whole
    std::string message;
    std::string action;
};

// Reads a UTF-8 text file without its byte order mark. Whatever is not a readable regular file with
// some text in it is a fault, and so is a file of more than 16 MiB.
tl::expected<std::string, TextFault> read_text_file(const std::filesystem::path& file);

// The byte offset of the first byte that is not UTF-8 text (or is NUL); nullopt for good text.
std::optional<std::size_t> first_invalid_utf8(std::string_view text);

// The 1-based number of the line that holds byte `offset`.
std::size_t line_of_offset(std::string_view text, std::size_t offset);

// Without line ends. A final line end opens no further line; empty text has no lines.
std::vector<std::string_view> split_lines(std::string_view text);

std::string_view trim(std::string_view text);
bool is_blank(std::string_view text);

bool is_digit(char c);
// "four-threads-one-core": lowercase letters and digits, joined by single hyphens.
bool is_slug(std::string_view text);
// "01-four-threads-one-core": two digits, a hyphen, a slug.
bool is_numbered_slug(std::string_view text);
bool is_python_name(std::string_view text);

// "What Does This Print?" → "what-does-this-print"
std::string slugify(std::string_view title);

// The candidate that `word` is most likely a misspelling of, by edit distance; nullopt when none is near.
std::optional<std::string> closest(std::string_view word, std::span<const std::string> candidates);

// "did you mean 'lesson'?" when something is near, else `otherwise`.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates,
                         std::string_view otherwise);

// 'text', shortened and with control characters escaped, fit for one line of a message.
std::string in_quotes(std::string_view text);

} // namespace gilkit::content
