#include "learn/terminal/key_sequences.hpp"

#include "report/text.hpp"

#include <algorithm>
#include <charconv>

namespace gilkit::learn {

namespace {

constexpr char escape = '\033';
constexpr int paste_begin = 200;

bool is_between(char byte, char first, char last) {
    return byte >= first && byte <= last;
}

std::optional<Key> control_key(char byte) {
    switch (byte) {
    case '\b':
    case '\x7f':
        return Key{KeyName::backspace};
    case '\t':
        return Key{KeyName::tab};
    case '\r':
    case '\n':
        return Key{KeyName::enter};
    default:
        break;
    }
    if (is_between(byte, '\x01', '\x1a')) {
        return Key{KeyName::control, static_cast<char32_t>('a' + byte - 1)};
    }
    return std::nullopt;
}

std::optional<Key> arrow_key(char letter) {
    switch (letter) {
    case 'A':
    case 'a': // rxvt: with Shift
        return Key{KeyName::up};
    case 'B':
    case 'b':
        return Key{KeyName::down};
    case 'C':
    case 'c':
        return Key{KeyName::right};
    case 'D':
    case 'd':
        return Key{KeyName::left};
    case 'H':
        return Key{KeyName::home};
    case 'F':
        return Key{KeyName::end};
    default:
        return std::nullopt;
    }
}

std::optional<Key> numbered_key(int number) {
    switch (number) {
    case 1:
    case 7: // rxvt
        return Key{KeyName::home};
    case 2:
        return Key{KeyName::insert};
    case 3:
        return Key{KeyName::remove};
    case 4:
    case 8: // rxvt
        return Key{KeyName::end};
    case 5:
        return Key{KeyName::page_up};
    case 6:
        return Key{KeyName::page_down};
    default:
        return std::nullopt;
    }
}

// "CSI u": keys by their code point, where a terminal was told to be unambiguous.
std::optional<Key> unambiguous_key(int number) {
    if (number == escape) {
        return Key{KeyName::escape};
    }
    return number == '\r' || number == '\t' || number == '\x7f' ? control_key(static_cast<char>(number))
                                                                : std::nullopt;
}

std::optional<Key> csi_key(std::string_view parameters, char last) {
    int number = 0;
    std::from_chars(parameters.data(), parameters.data() + parameters.size(), number);
    switch (last) {
    case '~':
    case '^': // rxvt: with Ctrl, with Shift, with both
    case '$':
    case '@':
        return numbered_key(number);
    case 'u':
        return unambiguous_key(number);
    case 'Z':
        return Key{KeyName::back_tab};
    default:
        return arrow_key(last);
    }
}

Decoded decode_csi(std::string_view bytes) {
    std::size_t end = 2;
    if (bytes.size() > end && bytes[end] == '[') { // the Linux console's F1 to F5
        return {bytes.size() > end + 1 ? end + 2 : 0};
    }
    // '$' would stand between the numbers and the end, but nobody asks for the reports in which it does.
    while (end < bytes.size() && is_between(bytes[end], ' ', '?') && bytes[end] != '$') {
        ++end;
    }
    if (end == bytes.size()) {
        return {};
    }
    const char last = bytes[end];
    if (last != '$' && !is_between(last, '@', '~')) {
        return {end}; // broken off: this byte begins something else
    }
    const std::string_view parameters = bytes.substr(2, end - 2);
    if (last == 'M' && parameters.empty()) { // a mouse that an earlier program left switched on: three bytes
        return {bytes.size() > end + 3 ? end + 4 : 0};
    }
    if (!parameters.empty() && is_between(parameters.front(), '<', '?')) { // private: an answer, or a mouse
        return {end + 1};
    }
    int number = 0;
    std::from_chars(parameters.data(), parameters.data() + parameters.size(), number);
    return {end + 1, csi_key(parameters, last), last == '~' && number == paste_begin};
}

Decoded decode_ss3(std::string_view bytes) {
    std::size_t end = 2;
    while (end < bytes.size() && is_between(bytes[end], '0', ';')) { // old xterms put the modifier here
        ++end;
    }
    if (end == bytes.size()) {
        return {};
    }
    const char letter = bytes[end];
    if (!is_between(letter, '@', '~')) {
        return {end};
    }
    if (letter == 'M') { // Enter on the keypad
        return {end + 1, Key{KeyName::enter}};
    }
    if (is_between(letter, 'p', 'y')) { // its digits
        return {end + 1, character_key(static_cast<char32_t>('0' + letter - 'p'))};
    }
    return {end + 1, arrow_key(letter)};
}

// An answer of the terminal's: up to BEL or ESC \.
Decoded decode_string(std::string_view bytes) {
    const auto end = bytes.find_first_of("\a\033", 2);
    if (end == std::string_view::npos || (bytes[end] == escape && end + 1 == bytes.size())) {
        return {};
    }
    return {bytes[end] == '\a' ? end + 1 : bytes[end + 1] == '\\' ? end + 2 : end};
}

Decoded decode_character(std::string_view bytes) {
    const auto lead = static_cast<unsigned char>(bytes.front());
    const std::size_t length = lead < 0xC2 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 1;
    const auto continues = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; };
    if (bytes.size() < length && std::ranges::all_of(bytes.substr(1), continues)) {
        return {};
    }
    std::size_t end = 0;
    const auto code_point = report::next_code_point(bytes, end);
    if (!code_point || report::is_unprintable(*code_point)) {
        return {end};
    }
    return {end, character_key(*code_point)};
}

Decoded decode_plain(std::string_view bytes) {
    const char first = bytes.front();
    if (is_between(first, '\0', '\x1f') || first == '\x7f') {
        return {1, control_key(first)};
    }
    return decode_character(bytes);
}

// Two of them: Escape was pressed twice, or Alt and a key that is a sequence itself (rxvt).
Decoded decode_two_escapes(std::string_view bytes) {
    if (bytes.size() == 2) {
        return {};
    }
    if (bytes[2] != '[' && bytes[2] != 'O') {
        return {1, Key{KeyName::escape}};
    }
    Decoded rest = decode_first(bytes.substr(1));
    rest.length += rest.length > 0 ? 1U : 0U;
    return rest;
}

Decoded decode_escape(std::string_view bytes) {
    if (bytes.size() == 1) {
        return {};
    }
    switch (bytes[1]) {
    case '[':
        return decode_csi(bytes);
    case 'O':
        return decode_ss3(bytes);
    case ']':
    case 'P':
    case '_':
    case '^':
        return decode_string(bytes);
    case escape:
        return decode_two_escapes(bytes);
    default:
        break;
    }
    Decoded with_alt = decode_plain(bytes.substr(1));
    with_alt.length += with_alt.length > 0 ? 1U : 0U;
    if (with_alt.key) {
        with_alt.key->alt = true;
    }
    return with_alt;
}

} // namespace

Decoded decode_first(std::string_view bytes) {
    return bytes.front() == escape ? decode_escape(bytes) : decode_plain(bytes);
}

} // namespace gilkit::learn
