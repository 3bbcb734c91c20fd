// Writes what a batch came to into its folder of results.
#pragma once

#include "batch/journal/journal.hpp"
#include "report/formats/formats.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::batch {

// students/NAME/result.json and more formats, results.csv, index.html. Each file is published whole or not at
// all. What a file that is there already says is not written again, so publishing everything in the end costs
// little, and makes good what a killed process or a power failure has left out.
class Publisher {
public:
    // `formats`: of students' reports beside JSON. `here`: this machine.
    Publisher(Journal& journal, std::filesystem::path folder, std::vector<const report::Format*> formats,
              judge::Machine here);

    // The students who handed in what this key stands for. Errors name the file.
    tl::expected<void, std::string> publish_students_of(const std::string& key);
    // All.
    tl::expected<void, std::string> publish();

    const std::filesystem::path& folder() const { return folder_; }

private:
    tl::expected<void, std::string> publish_student(const std::string& folder);
    tl::expected<void, std::string> publish_table();
    tl::expected<void, std::string> publish_overview();

    Journal& journal_;
    std::filesystem::path folder_;
    std::vector<const report::Format*> formats_;
    judge::Machine here_;
};

// One gilkit.grade/1 over all submissions that are done, piece by piece; false from `write` ends it.
tl::expected<void, std::string> tell_grade_json(Journal& journal, const judge::Machine& here,
                                                const std::function<bool(std::string_view)>& write);

} // namespace gilkit::batch
