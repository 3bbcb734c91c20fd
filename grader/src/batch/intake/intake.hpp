// From a folder with an entry for each student to the submissions of a batch.
#pragma once

#include "batch/intake/candidate.hpp"
#include "batch/journal/journal.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace gilkit::batch {

// What an entry of the folder is called without what makes it an archive or a source file: "anna" of
// "anna.tar.gz".
std::string stem_of(std::string_view entry);
bool is_archive_name(std::string_view entry);

struct IntakeOptions {
    std::filesystem::path archive_program;       // gilkit-archive
    std::filesystem::path folder;                // an entry a student
    std::filesystem::path results;               // passed over where it lies in `folder`
    const content::Exercise* exercise = nullptr; // that all are for; null: folders say it
    // The key of a submission with that digest.
    std::function<tl::expected<std::string, std::string>(const content::Exercise&, const std::string& digest)>
        key;
    // Told of each submission whose bytes are in the journal. May be empty.
    std::function<Journaled<void>(const content::Exercise&, const std::string& digest,
                                  const std::string& bytes)>
        on_source;
};

struct IntakeResult {
    std::size_t entries = 0;
    std::vector<std::string> notes; // of what was decided: two entries of one student
};

// Puts down what there is, in the order of the names. What can't be a submission is one with a fault. The
// error is of the folder as a whole, or the journal's.
tl::expected<IntakeResult, std::string> take_in(Journal& journal, const content::Course& course,
                                                const IntakeOptions& options);

} // namespace gilkit::batch
