#include "batch/similar/winnow.hpp"

#include "batch/digest.hpp"

#include <algorithm>
#include <bit>
#include <set>
#include <string_view>

namespace gilkit::batch {

std::vector<std::uint64_t> grams_of(const std::vector<std::uint64_t>& tokens) {
    std::vector<std::uint64_t> grams;
    for (std::size_t start = 0; start + gram <= tokens.size(); ++start) {
        std::uint64_t hash = 0;
        for (std::size_t i = 0; i < gram; ++i) {
            // As boost::hash_combine does it for 64 bits: the order counts.
            hash ^= tokens[start + i] + 0x9e3779b97f4a7c15 + (hash << 12U) + (hash >> 4U);
        }
        grams.push_back(hash);
    }
    return grams;
}

Fingerprints fingerprints_of(const std::vector<std::uint64_t>& tokens,
                             const std::unordered_set<std::uint64_t>& of_stub) {
    const std::vector<std::uint64_t> grams = grams_of(tokens);
    std::set<std::int64_t> own;
    // The last window of a short program is all of it.
    const std::size_t windows = grams.empty() ? 0 : grams.size() - std::min(window, grams.size()) + 1;
    for (std::size_t start = 0; start < windows; ++start) {
        std::uint64_t least = grams[start];
        for (std::size_t i = start; i < std::min(start + window, grams.size()); ++i) {
            least = std::min(least, grams[i]);
        }
        if (!of_stub.contains(least)) {
            own.insert(std::bit_cast<std::int64_t>(least));
        }
    }
    std::string bytes;
    for (const std::uint64_t token : tokens) {
        bytes += std::to_string(token) + " ";
    }
    return {{own.begin(), own.end()}, digest_of(bytes)};
}

} // namespace gilkit::batch
