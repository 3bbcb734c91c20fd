#include "cli/reports.hpp"

#include "cli/kit.hpp"
#include "os/fd.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <system_error>

namespace gilkit::cli {

namespace fs = std::filesystem;

namespace {

// Of a step, all that it appends together; GitHub shows nothing of a longer one.
constexpr std::uintmax_t most_summary_bytes = 1U << 20U;

constexpr std::string_view format_of_github = "github";

// The same for two names of one file, as far as that can be told of one that may not be there yet.
std::string identity_of(const std::string& path) {
    std::error_code error;
    const fs::path whole = fs::weakly_canonical(fs::absolute(path, error), error);
    return error ? path : whole.string();
}

// Made when it is not there. Others append to it, too: nothing of theirs may be lost.
os::Result<void> append_to(const std::string& path, std::string_view data) {
    const os::UniqueFd fd(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0666));
    if (!fd) {
        return tl::unexpected(os::Error{errno, "open " + path});
    }
    return os::write_all(fd.get(), data);
}

} // namespace

std::string format_names() {
    std::string names;
    for (const report::Format& format : report::formats()) {
        names += fmt::format("{}{}", names.empty() ? "" : ", ", format.name);
    }
    return names;
}

std::optional<Reports> Reports::parse(const std::vector<std::string>& words, const std::string& format,
                                      const std::string& output) {
    Reports reports;
    std::set<std::string> taken;
    if (!output.empty()) {
        taken.insert(identity_of(output));
    }
    bool wants_summary = format == format_of_github;
    for (const std::string& word : words) {
        const std::size_t colon = word.find(':');
        const std::string name = word.substr(0, colon);
        const std::string path = colon == std::string::npos ? "" : word.substr(colon + 1);
        const report::Format* const wanted = report::find_format(name);
        if (wanted == nullptr) {
            complain(
                fmt::format("--report {}: there is no format '{}'; write NAME:FILE, where NAME is one of {}",
                            word, name, format_names()));
            return std::nullopt;
        }
        if (path.empty() || path == "-") {
            complain(
                fmt::format("--report {}: name a file, as in {}:report{}; what goes to stdout is --format {}",
                            word, name, wanted->extension, name));
            return std::nullopt;
        }
        if (!taken.insert(identity_of(path)).second && path != "/dev/null") {
            complain(fmt::format("two reports can't go to one file, {}; give each a name of its own", path));
            return std::nullopt;
        }
        wants_summary = wants_summary || name == format_of_github;
        reports.files_.push_back({wanted, path});
    }
    const char* const summary = std::getenv("GITHUB_STEP_SUMMARY");
    if (wants_summary && summary != nullptr) {
        reports.summary_ = summary;
    }
    return reports;
}

bool Reports::can_be_delivered() const {
    if (!std::ranges::all_of(files_, [](const File& file) { return can_deliver(file.path); })) {
        return false;
    }
    std::error_code ignored;
    if (!has_summary() || !fs::exists(summary_, ignored)) {
        return !has_summary() || can_deliver(summary_);
    }
    // Unlike the others it is not replaced, so its folder need not be ours.
    const bool good = !fs::is_directory(summary_, ignored) && ::access(summary_.c_str(), W_OK) == 0;
    if (!good) {
        complain(fmt::format(
            "can't append the step's summary to {}; unset GITHUB_STEP_SUMMARY, or name a file of yours "
            "there",
            summary_));
    }
    return good;
}

bool Reports::deliver(const judge::Report& report) const {
    bool good = true;
    for (const File& file : files_) {
        good = cli::deliver(file.format->write(report), file.path) && good;
    }
    return (!has_summary() || deliver_summary(report)) && good;
}

bool Reports::deliver_summary(const judge::Report& report) const {
    const std::string text = report::find_format("markdown")->write(report);
    std::error_code error;
    const std::uintmax_t there = fs::file_size(summary_, error);
    if (!error && there + text.size() > most_summary_bytes) {
        // The grading is no worse for it.
        complain("the step's summary has no room left for this report (GitHub shows 1 MiB a step)");
        return true;
    }
    const auto appended = append_to(summary_, text);
    if (!appended) {
        complain(fmt::format("can't append the step's summary: {}", appended.error().to_string()));
    }
    return appended.has_value();
}

} // namespace gilkit::cli
