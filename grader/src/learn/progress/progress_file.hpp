// The one file that a learner's progress is kept in.
//
// Every change is made to what the file holds at that moment, under a lock, so two gilkits at the same time
// lose nothing of each other's. A change is published by a rename, so a killed process or a full disk leaves
// the file as it was; what it held before stays beside it as a backup. A file that can't be understood is set
// aside, never overwritten, and the backup takes its place. One that a newer gilkit wrote is left alone
// altogether.
#pragma once

#include "learn/progress/progress.hpp"

#include <tl/expected.hpp>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace gilkit::learn {

class ProgressFile {
public:
    // `course`: whose aliases count; it must outlive this.
    ProgressFile(std::filesystem::path file, const content::Course& course);

    struct Loaded {
        Progress progress;              // empty where nothing could be read
        std::vector<std::string> notes; // what the learner has to know of the file, a sentence each
        bool replaceable = true;        // whether the file may be written: nothing is in it that was not read
    };
    Loaded load() const;

    // Applies `change` to the file's contents and publishes the result. The error is one sentence that says
    // why nothing was kept, and what to do.
    tl::expected<Loaded, std::string> update(const std::function<void(Progress&)>& change) const;

    const std::filesystem::path& path() const { return file; }

private:
    std::filesystem::path beside(std::string_view suffix) const;
    Loaded read() const;
    std::string set_aside() const;

    std::filesystem::path file;
    const content::Course* course;
};

} // namespace gilkit::learn
