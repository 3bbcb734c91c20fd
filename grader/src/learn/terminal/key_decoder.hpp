// From the bytes that a terminal sends to the keys that were pressed.
//
// Theory of operation. Most keys are a character, in UTF-8, or a control character. The others are sequences
// that begin with an Escape: ESC O and a letter (SS3), or ESC [ with numbers and an end (CSI; ECMA-48,
// section 5.4). Terminals disagree on which: xterm's and the Linux console's, VT220's and rxvt's are known
// here; what is unknown is recognised by its form and left out as a whole, so that its letters are never
// taken for keys. A lone Escape looks like the beginning of all this: only that nothing follows tells, so
// settle() has to be called after a short while. What comes between the brackets of a paste (xterm's mode
// 2004) is nobody's choice of keys and is dropped. The same is done with a terminal's answers to questions
// (OSC, DCS, APC) that an earlier program asked.
#pragma once

#include "learn/terminal/key.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace gilkit::learn {

class KeyDecoder {
public:
    void feed(std::string_view bytes);
    // The next key; nullopt until there are more bytes, or settle().
    std::optional<Key> next();
    bool has_keys() const { return !keys_.empty(); }

    enum class Pending : std::uint8_t { nothing, sequence, paste };
    // What was begun and not ended.
    Pending pending() const;
    // Nothing more came for a while: what is pending is all there is.
    void settle();

private:
    void decode();
    std::size_t skip_paste(std::string_view bytes);

    std::string bytes_; // not understood yet
    bool pasting_ = false;
    std::deque<Key> keys_;
};

} // namespace gilkit::learn
