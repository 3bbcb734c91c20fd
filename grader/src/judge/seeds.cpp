#include "judge/seeds.hpp"

#include <sys/random.h>

namespace gilkit::judge {

namespace {

std::uint64_t fresh_seed() {
    std::uint64_t seed = 0;
    while (::getrandom(&seed, sizeof seed, 0) != sizeof seed) {
    }
    return seed & most_seed;
}

} // namespace

Seeds::Seeds(std::optional<std::uint64_t> first) : first_(first ? *first : fresh_seed()), state_(first_) {}

std::uint64_t Seeds::next() {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111eb;
    return (mixed ^ (mixed >> 31U)) & most_seed;
}

} // namespace gilkit::judge
