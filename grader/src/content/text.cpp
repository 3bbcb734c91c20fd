#include "content/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <limits>
#include <system_error>

namespace gilkit::content {
namespace {

constexpr std::uintmax_t max_file_bytes = std::uintmax_t{16} * 1024 * 1024;

bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool is_continuation(unsigned char byte) {
    return (byte & 0xC0U) == 0x80U;
}

// The length of the UTF-8 sequence at the start of `text`, 0 when it is not one. The ranges of the
// second byte are those of table 3-7 of the Unicode standard: no overlong forms, no surrogates.
std::size_t utf8_sequence(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) {
        return lead == 0 ? 0 : 1;
    }
    std::size_t length = 0;
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF) {
        length = 2;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
        length = 3;
        low = lead == 0xE0 ? 0xA0 : 0x80;
        high = lead == 0xED ? 0x9F : 0xBF;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
        length = 4;
        low = lead == 0xF0 ? 0x90 : 0x80;
        high = lead == 0xF4 ? 0x8F : 0xBF;
    } else {
        return 0;
    }
    if (text.size() < length || byte(1) < low || byte(1) > high) {
        return 0;
    }
    for (std::size_t i = 2; i < length; ++i) {
        if (!is_continuation(byte(i))) {
            return 0;
        }
    }
    return length;
}

tl::unexpected<TextFault> fault(std::size_t line, std::string message, std::string action) {
    return tl::make_unexpected(TextFault{line, std::move(message), std::move(action)});
}

// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1); // two rows up
    std::vector<std::size_t> above(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) {
        row[j] = j;
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before.swap(above);
        above.swap(row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replace = above[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U);
            row[j] = std::min({replace, above[j] + 1, row[j - 1] + 1});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = std::min(row[j], before[j - 2] + 1);
            }
        }
    }
    return row[b.size()];
}

} // namespace

tl::expected<std::string, TextFault> read_text_file(const std::filesystem::path& file) {
    // The kind is asked first: opening a FIFO would wait for ever.
    std::error_code error;
    const auto status = std::filesystem::status(file, error);
    if (status.type() == std::filesystem::file_type::not_found) {
        return fault(0, "this file is missing", "create it");
    }
    if (error) {
        return fault(0, fmt::format("can't be looked at: {}", error.message()), "check its permissions");
    }
    if (status.type() != std::filesystem::file_type::regular) {
        return fault(0, "this is not a regular file", "replace it by a text file");
    }
    const std::uintmax_t size = std::filesystem::file_size(file, error);
    if (error || size > max_file_bytes) {
        return fault(0, "this file is larger than 16 MiB", "keep only what the course needs");
    }
    std::ifstream stream(file, std::ios::binary);
    std::string text(static_cast<std::size_t>(size), '\0');
    stream.read(text.data(), static_cast<std::streamsize>(size));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    if (!stream.is_open() || stream.bad()) {
        return fault(0, "this file can't be read", "check its permissions");
    }
    if (const auto bad = first_invalid_utf8(text)) {
        return fault(line_of_offset(text, *bad), "this is not UTF-8 text", "save the file as UTF-8");
    }
    if (text.starts_with("\xEF\xBB\xBF")) {
        text.erase(0, 3);
    }
    if (is_blank(text)) {
        return fault(0, "this file is empty", "write it, or remove it and what names it");
    }
    return text;
}

std::optional<std::size_t> first_invalid_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        // Most of it is plain: a NUL or a byte above 0x7E wants a closer look.
        if (static_cast<unsigned char>(text[at] - 1) < 0x7E) {
            ++at;
            continue;
        }
        const std::size_t length = utf8_sequence(text.substr(at));
        if (length == 0) {
            return at;
        }
        at += length;
    }
    return std::nullopt;
}

std::size_t line_of_offset(std::string_view text, std::size_t offset) {
    const auto before = text.substr(0, offset);
    return 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
}

std::vector<std::string_view> split_lines(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && is_space(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && is_space(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

bool is_blank(std::string_view text) {
    return trim(text).empty();
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_slug(std::string_view text) {
    bool after_hyphen = true;
    for (const char c : text) {
        if (!is_lower(c) && !is_digit(c) && (c != '-' || after_hyphen)) {
            return false;
        }
        after_hyphen = c == '-';
    }
    return !after_hyphen;
}

bool is_numbered_slug(std::string_view text) {
    return text.size() > 3 && is_digit(text[0]) && is_digit(text[1]) && text[2] == '-' &&
           is_slug(text.substr(3));
}

bool is_python_name(std::string_view text) {
    return !text.empty() && !is_digit(text.front()) && std::all_of(text.begin(), text.end(), [](char c) {
        return is_lower(c) || is_upper(c) || is_digit(c) || c == '_';
    });
}

std::string slugify(std::string_view title) {
    std::string slug;
    for (const char c : title) {
        if (is_upper(c)) {
            slug += static_cast<char>(c - 'A' + 'a');
        } else if (is_lower(c) || is_digit(c)) {
            slug += c;
        } else if (!slug.empty() && slug.back() != '-') {
            slug += '-';
        }
    }
    if (slug.ends_with('-')) {
        slug.pop_back();
    }
    return slug;
}

std::optional<std::string> closest(std::string_view word, std::span<const std::string> candidates) {
    constexpr std::size_t max_length = 100; // longer words are no misspellings
    if (word.size() > max_length) {
        return std::nullopt;
    }
    std::size_t best = std::numeric_limits<std::size_t>::max();
    std::optional<std::string> found;
    for (const std::string& candidate : candidates) {
        if (candidate.size() > max_length || candidate == word) {
            continue;
        }
        // A third of the letters may be wrong: enough for "time" in the place of "time_s".
        const std::size_t allowed = std::max<std::size_t>(1, std::max(word.size(), candidate.size()) / 3);
        const std::size_t distance = edit_distance(word, candidate);
        if (distance <= allowed && distance < best) {
            best = distance;
            found = candidate;
        }
    }
    return found;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates,
                         std::string_view otherwise) {
    const auto near = closest(word, candidates);
    return near ? fmt::format("did you mean '{}'?", *near) : std::string(otherwise);
}

std::string in_quotes(std::string_view text) {
    constexpr std::size_t max_bytes = 160;
    std::string shown;
    std::size_t at = 0;
    while (at < text.size() && shown.size() < max_bytes) {
        const std::size_t length = utf8_sequence(text.substr(at));
        const auto byte = static_cast<unsigned char>(text[at]);
        if (length == 0 || byte < 0x20 || byte == 0x7F) {
            shown += fmt::format("\\x{:02x}", byte);
            at += 1;
        } else {
            shown += text.substr(at, length);
            at += length;
        }
    }
    return fmt::format("'{}{}'", shown, at < text.size() ? "…" : "");
}

} // namespace gilkit::content
