// Which parts of a program to compare with others: winnowing, as MOSS does it.
//
// S. Schleimer, D. Wilkerson, A. Aiken: Winnowing: local algorithms for document fingerprinting. SIGMOD 2003.
// Every run of `gram` tokens has a hash; of every `window` hashes in a row the least is kept (the rightmost
// of equals, once). So two programs that share a run of window + gram - 1 tokens share a fingerprint,
// whatever stands around it, and a program has about two fingerprints for each window + 1 of its tokens.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

namespace gilkit::batch {

constexpr std::size_t gram = 10;  // tokens: about a line
constexpr std::size_t window = 6; // hashes: 15 tokens in a row are never missed

// The hashes of all runs of tokens.
std::vector<std::uint64_t> grams_of(const std::vector<std::uint64_t>& tokens);

struct Fingerprints {
    std::vector<std::int64_t> own; // each once, without those that the stub has anywhere
    std::string normal_form;       // a digest of all tokens
};

// `of_stub`: grams_of() the text that every student started from.
Fingerprints fingerprints_of(const std::vector<std::uint64_t>& tokens,
                             const std::unordered_set<std::uint64_t>& of_stub);

} // namespace gilkit::batch
