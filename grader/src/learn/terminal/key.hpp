// A key that somebody pressed.
#pragma once

#include <cstdint>

namespace gilkit::learn {

enum class KeyName : std::uint8_t {
    character, // one that can be shown; which one is Key::character
    control,   // Ctrl and the letter Key::character; those that are a key of their own (Ctrl-I) are that key
    enter,
    escape,
    backspace,
    tab,
    back_tab,
    up,
    down,
    left,
    right,
    home,
    end,
    page_up,
    page_down,
    insert,
    remove,
};

// Shift, Ctrl and Alt make no difference to keys that are no character.
struct Key {
    KeyName name = KeyName::character;
    char32_t character = 0;
    bool alt = false;

    bool operator==(const Key&) const = default;
};

constexpr Key character_key(char32_t character) {
    return {KeyName::character, character, false};
}

} // namespace gilkit::learn
