#include "report/formats/foreign.hpp"

#include "report/text.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace gilkit::report {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD"; // U+FFFD

bool is_noncharacter(char32_t code_point) {
    return (code_point & 0xFFFEU) == 0xFFFE || (code_point >= 0xFDD0 && code_point <= 0xFDEF);
}

enum class Breaks : std::uint8_t { kept, escaped };

std::string foreign(std::string_view hostile, std::size_t most, Breaks breaks) {
    std::string text;
    for (std::size_t position = 0; position < hostile.size();) {
        const std::size_t start = position;
        const std::optional<char32_t> code_point = next_code_point(hostile, position);
        if (position > most) {
            return text + "…";
        }
        const std::string_view bytes = hostile.substr(start, position - start);
        if (!code_point || is_noncharacter(*code_point)) {
            text += replacement;
            continue;
        }
        const bool is_kept = breaks == Breaks::kept && (*code_point == U'\n' || *code_point == U'\t');
        if (breaks == Breaks::kept && *code_point == U'\r' && hostile.substr(position).starts_with('\n')) {
            continue;
        }
        text +=
            is_unprintable(*code_point) && !is_kept ? safe(bytes, true, Wording::exact) : std::string(bytes);
    }
    return text;
}

} // namespace

std::string foreign_line(std::string_view hostile, std::size_t most) {
    return no_command(foreign(hostile, most, Breaks::escaped));
}

std::string foreign_text(std::string_view hostile, std::size_t most) {
    const std::string clean = foreign(hostile, most, Breaks::kept);
    std::string text;
    for (std::string_view rest = clean;;) {
        const std::size_t end = rest.find('\n');
        text += no_command(rest.substr(0, end));
        if (end == std::string_view::npos) {
            return text;
        }
        text += '\n';
        rest.remove_prefix(end + 1);
    }
}

std::size_t longest_run(std::string_view text, char character) {
    std::size_t longest = 0;
    std::size_t run = 0;
    for (const char each : text) {
        run = each == character ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return longest;
}

std::string base64(std::string_view bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    constexpr std::size_t group = 3;
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += group) {
        const std::string_view part = bytes.substr(i, group);
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < group; ++k) {
            bits = (bits << 8U) | (k < part.size() ? static_cast<unsigned char>(part[k]) : 0U);
        }
        for (std::size_t k = 0; k <= group; ++k) {
            text += k <= part.size() ? digits[(bits >> (18U - 6U * k)) & 0x3FU] : '=';
        }
    }
    return text;
}

} // namespace gilkit::report
