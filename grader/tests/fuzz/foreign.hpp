// What the targets share: how they say that something does not hold, and how bytes become a message.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>

namespace gilkit::fuzz {

// Ends the program, which is what libFuzzer calls a finding, unless `holds`.
inline void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

// Behind its length, as the runner sends it.
inline std::string framed(std::string_view body) {
    std::string bytes;
    for (unsigned shift = 32; shift > 0; shift -= 8) {
        bytes.push_back(static_cast<char>((body.size() >> (shift - 8)) & 0xffU));
    }
    return bytes.append(body);
}

} // namespace gilkit::fuzz
