#include "batch/results/figures.hpp"

#include <algorithm>

namespace gilkit::batch {

void Tally::add(const Graded& graded) {
    std::size_t& number = !graded.done                       ? waiting
                          : graded.verdict == "passed"       ? passed
                          : graded.verdict == "failed"       ? failed
                          : graded.verdict == "inconclusive" ? inconclusive
                                                             : error;
    ++number;
}

Journaled<Figures> figures_of(Journal& journal) {
    Figures figures;
    const auto seen = journal.for_each_submission([&](const Graded& graded) {
        figures.all.add(graded);
        figures.by_exercise[graded.submission.exercise].add(graded);
        if (!graded.reason.empty()) {
            ++figures.reasons[graded.reason];
        }
        if (graded.score) {
            const double bin = std::clamp(*graded.score, 0.0, 1.0) * static_cast<double>(Figures::bins - 1);
            ++figures.scores.at(static_cast<std::size_t>(bin));
        }
        return true;
    });
    return seen ? Journaled<Figures>(figures) : tl::unexpected(seen.error());
}

int exit_code_of(const Tally& tally) {
    return tally.error > 0 ? 3 : tally.failed > 0 ? 1 : tally.inconclusive > 0 ? 4 : 0;
}

} // namespace gilkit::batch
