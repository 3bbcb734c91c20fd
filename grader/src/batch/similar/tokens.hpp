// A program as its tokens, normalised: what a person changes to make a copy look like work of their own is
// gone.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace gilkit::batch {

enum class Language : std::uint8_t { python, cpp };

// A number for each token: all names are alike, all numbers, and all texts; keywords and operators are
// themselves. Comments, docstrings, white space and line ends are left out. Any bytes are taken; what is no
// token of the language is one a byte.
std::vector<std::uint64_t> tokens_of(std::string_view source, Language language);

} // namespace gilkit::batch
