// Where the secret inputs of a grading come from: one number, from which all the others follow.
#pragma once

#include <cstdint>
#include <optional>

namespace gilkit::judge {

class Seeds {
public:
    // `first`: to grade again as before, at most `most_seed`; nullopt: one that nobody knows.
    explicit Seeds(std::optional<std::uint64_t> first);

    std::uint64_t first() const { return first_; }
    // The next one: a new number at each call, at most `most_seed` (SplitMix64: Steele, Lea, Flood 2014).
    std::uint64_t next();

private:
    std::uint64_t first_;
    std::uint64_t state_;
};

// 48 bits, so that every JSON reader keeps them.
constexpr std::uint64_t most_seed = (std::uint64_t{1} << 48U) - 1;

} // namespace gilkit::judge
