// Reports of a grading beside what goes to stdout: `--report NAME:FILE`, and the summary of a step on GitHub.
#pragma once

#include "judge/result.hpp"
#include "report/formats/formats.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::cli {

// "text, json, junit, …"
std::string format_names();

class Reports {
public:
    // `words`: each "NAME:FILE"; `output` and `format`: what --output and --format say. Where that can't be
    // meant (an unknown name, no file, two reports to one file) the fault is on stderr.
    static std::optional<Reports> parse(const std::vector<std::string>& words, const std::string& format,
                                        const std::string& output);

    bool empty() const { return files_.empty() && !has_summary(); }

    // Whether all of it could be written, as far as that can be told beforehand; else the fault is on stderr.
    bool can_be_delivered() const;

    // Writes all of it that can be written. False, with each fault on stderr, when something could not.
    bool deliver(const judge::Report& report) const;

private:
    struct File {
        const report::Format* format = nullptr;
        std::string path;
    };

    bool has_summary() const { return !summary_.empty(); }
    bool deliver_summary(const judge::Report& report) const;

    std::vector<File> files_;
    std::string summary_; // the file that GitHub shows as the step's summary; empty: none is wanted
};

} // namespace gilkit::cli
