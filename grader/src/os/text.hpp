// Words and numbers in the kernel's text files.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace gilkit::os {

// The words between any of the separators; empty ones are left out.
inline std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
    std::vector<std::string_view> words;
    while (true) {
        const auto start = text.find_first_not_of(separators);
        if (start == std::string_view::npos) {
            return words;
        }
        text.remove_prefix(start);
        const auto end = std::min(text.find_first_of(separators), text.size());
        words.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
}

// The number that the whole text is; nullopt when it is none, or too large.
template<typename Number>
std::optional<Number> to_number(std::string_view text) {
    Number number{};
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return number;
}

// The same for an address, in hexadecimal digits without "0x".
inline std::optional<std::uint64_t> to_address(std::string_view text) {
    std::uint64_t address = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), address, 16);
    if (fault != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return address;
}

} // namespace gilkit::os
