// A student's folder.
#pragma once

#include "batch/intake/candidate.hpp"

#include <filesystem>

namespace gilkit::batch {

// Files of the wanted names in it, at any depth, without hidden folders. No symbolic link is followed: it
// could lead to another student's work, or to a file that the student may not read and we may. `place`: the
// folder in words. The candidates' bytes are left to read_candidate().
Finds look_into_folder(const std::filesystem::path& folder, const Wanted& wanted, const std::string& place);

// The bytes of a submission's file; the error says what is wrong with it.
tl::expected<std::string, std::string> read_submission_file(const std::filesystem::path& file);

// That a submission is too large, as a predicate: "is larger than 1024 KiB; …".
std::string too_large();
// That it is a device or the like: "is no regular file; …".
std::string no_regular_file();

} // namespace gilkit::batch
