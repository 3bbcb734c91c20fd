#include "learn/reading/entities.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <system_error>
#include <utility>

namespace gilkit::learn::markdown {

namespace {

constexpr std::string_view replacement = "\uFFFD";

// HTML has two thousand.
constexpr std::array<std::pair<std::string_view, std::string_view>, 14> named = {{
    {"&amp;", "&"},
    {"&apos;", "'"},
    {"&ge;", "≥"},
    {"&gt;", ">"},
    {"&hellip;", "…"},
    {"&le;", "≤"},
    {"&lt;", "<"},
    {"&mdash;", "—"},
    {"&middot;", "·"},
    {"&nbsp;", "\u00A0"},
    {"&ndash;", "–"},
    {"&quot;", "\""},
    {"&rarr;", "→"},
    {"&times;", "×"},
}};

std::string utf8_of(std::uint32_t code_point) {
    const auto byte = [](std::uint32_t value) {
        return static_cast<char>(static_cast<unsigned char>(value));
    };
    const auto continuation = [&](unsigned shift) { return byte(0x80U | ((code_point >> shift) & 0x3FU)); };
    if (code_point == 0 || code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF)) {
        return std::string(replacement); // as CommonMark has it
    }
    if (code_point < 0x80) {
        return {byte(code_point)};
    }
    if (code_point < 0x800) {
        return {byte(0xC0U | (code_point >> 6U)), continuation(0)};
    }
    if (code_point < 0x10000) {
        return {byte(0xE0U | (code_point >> 12U)), continuation(6), continuation(0)};
    }
    return {byte(0xF0U | (code_point >> 18U)), continuation(12), continuation(6), continuation(0)};
}

} // namespace

std::string decode_entity(std::string_view entity) {
    if (const auto* const found =
            std::ranges::find(named, entity, [](const auto& each) { return each.first; });
        found != named.end()) {
        return std::string(found->second);
    }
    if (!entity.starts_with("&#") || !entity.ends_with(';')) {
        return std::string(entity);
    }
    std::string_view digits = entity.substr(2, entity.size() - 3);
    const bool hexadecimal = digits.starts_with('x') || digits.starts_with('X');
    digits.remove_prefix(hexadecimal ? 1 : 0);
    std::uint32_t code_point = 0;
    const auto [end, fault] =
        std::from_chars(digits.data(), digits.data() + digits.size(), code_point, hexadecimal ? 16 : 10);
    if (fault == std::errc::invalid_argument || end != digits.data() + digits.size()) {
        return std::string(entity);
    }
    return fault == std::errc() ? utf8_of(code_point) : std::string(replacement);
}

} // namespace gilkit::learn::markdown
