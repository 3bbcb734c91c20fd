// What the first bytes that a terminal sent stand for. Pure; the theory is in key_decoder.hpp.
#pragma once

#include "learn/terminal/key.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace gilkit::learn {

struct Decoded {
    std::size_t length = 0;                // of what was understood, in bytes; 0: it may go on
    std::optional<Key> key = std::nullopt; // none: it means nothing here
    bool begins_paste = false;
};

// `bytes` are not empty.
Decoded decode_first(std::string_view bytes);

} // namespace gilkit::learn
