#include "batch/intake/folder.hpp"

#include "judge/grade.hpp"
#include "os/fd.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace gilkit::batch {

namespace fs = std::filesystem;

namespace {

// What version control, editors and Python leave behind.
bool is_passed_over(const std::string& name) {
    return name.starts_with('.') || name == "__pycache__" || name == "__MACOSX" || name == "node_modules";
}

} // namespace

std::string too_large() {
    return fmt::format("is larger than {} KiB; a submission is one source file",
                       judge::max_submission_bytes >> 10U);
}

std::string no_regular_file() {
    return "is no regular file; a submission is one source file";
}

tl::expected<std::string, std::string> read_submission_file(const fs::path& file) {
    auto bytes = os::read_regular_file(file, judge::max_submission_bytes, os::LastLink::refused);
    if (bytes) {
        return *std::move(bytes);
    }
    switch (bytes.error().code) {
    case ELOOP:
        return tl::unexpected(
            std::string("is a symbolic link, which is not followed; put the file itself there"));
    case EFBIG:
        return tl::unexpected(too_large());
    case EINVAL:
    case EISDIR:
        return tl::unexpected(no_regular_file());
    default:
        return tl::unexpected(fmt::format("can't be read ({}); make it readable",
                                          std::generic_category().message(bytes.error().code)));
    }
}

Finds look_into_folder(const fs::path& folder, const Wanted& wanted, const std::string& place) {
    constexpr std::size_t most_entries = 100'000;
    constexpr int deepest = 64;
    Finds finds;
    std::error_code error;
    // By default it follows no links to folders.
    auto entry = fs::recursive_directory_iterator(folder, error);
    for (std::size_t seen = 0; !error && entry != fs::recursive_directory_iterator();
         entry.increment(error)) {
        if (++seen > most_entries) {
            finds.fault =
                fmt::format("{} holds more than {} files; hand in the submission alone", place, most_entries);
            return finds;
        }
        const std::string name = entry->path().filename().string();
        std::error_code gone;
        const fs::file_type type = entry->symlink_status(gone).type();
        if (type == fs::file_type::directory) {
            if (is_passed_over(name) || entry.depth() >= deepest) {
                entry.disable_recursion_pending();
            }
            continue;
        }
        ++finds.files;
        if (wanted.is_name(name)) {
            finds.candidates.push_back({entry->path().lexically_relative(folder).string(), {}, std::nullopt});
        }
    }
    if (error) {
        finds.fault = fmt::format("{} can't be read: {}; make it readable", place, error.message());
    }
    // As the file system lists them is no order.
    std::ranges::sort(finds.candidates, {}, &Candidate::path);
    return finds;
}

} // namespace gilkit::batch
