// A batch in figures: what its summary and its overview are made of.
#pragma once

#include "batch/journal/journal.hpp"

#include <array>
#include <cstddef>
#include <map>
#include <string>

namespace gilkit::batch {

struct Tally {
    std::size_t passed = 0;
    std::size_t failed = 0;
    std::size_t inconclusive = 0;
    std::size_t error = 0;
    std::size_t waiting = 0;

    std::size_t all() const { return passed + failed + inconclusive + error + waiting; }
    void add(const Graded& graded);
};

struct Figures {
    static constexpr std::size_t bins = 11; // scores from 0 to 0.9 in steps of a tenth, and 1

    Tally all;
    std::map<std::string, Tally> by_exercise; // "" for what belongs to none
    std::map<std::string, std::size_t> reasons;
    std::array<std::size_t, bins> scores{}; // of those that have one
};

Journaled<Figures> figures_of(Journal& journal);

// The exit code of the design: 3 before 1 before 4 before 0. What still waits is not counted.
int exit_code_of(const Tally& tally);

} // namespace gilkit::batch
