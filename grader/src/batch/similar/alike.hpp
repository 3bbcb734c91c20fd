// Which submissions to look at together. It accuses nobody: short programs for one task are alike by
// themselves, which is why only what few others have counts, and only above a threshold.
#pragma once

#include "batch/journal/journal.hpp"
#include "content/model.hpp"

#include <map>
#include <string>
#include <unordered_set>
#include <vector>

namespace gilkit::batch {

struct AlikeThresholds {
    double share = 0.8;       // of the fingerprints of the one that has fewer
    std::size_t prints = 8;   // that are shared, at least: about 30 tokens beyond the stub
    std::size_t few = 10;     // who share a fingerprint; more, and more than a tenth of all: everybody's
    std::size_t groups = 200; // that are told
};

// A group with the same program but for names, numbers, texts, comments and white space; or two that share
// most.
struct Together {
    std::string exercise;
    bool same = false;
    double share = 1; // of the shorter one's fingerprints
    struct Who {
        std::string student;
        std::string folder;
    };
    std::vector<Who> who;
};

// Keeps fingerprints of what is handed in.
class Fingerprinter {
public:
    explicit Fingerprinter(Journal& journal) : journal_(journal) {}
    Journaled<void> keep(const content::Exercise& exercise, const std::string& source,
                         const std::string& bytes);

private:
    Journal& journal_;
    std::map<std::string, std::unordered_set<std::uint64_t>> stubs_; // by exercise
};

// The most alike first.
Journaled<std::vector<Together>> look_together(Journal& journal, const AlikeThresholds& thresholds = {});

} // namespace gilkit::batch
