// The stub again, and nothing lost.
#pragma once

#include "content/model.hpp"
#include "learn/workspace/workspace.hpp"

#include <tl/expected.hpp>

#include <filesystem>
#include <optional>
#include <string>

namespace gilkit::learn {

struct Reset {
    std::filesystem::path
        backup;           // where the learner's file is now; empty: there was none, or it was the stub
    std::string from;     // what the stub is taken from
    bool changed = false; // false: the file is the stub already
};

// What a reset would do, without doing it.
struct ResetPlan {
    std::filesystem::path file;
    std::string stub;
    std::string from;
    std::optional<std::string> mine; // nullopt: there is no file
};

// The errors are one sentence each that says what to do.
tl::expected<ResetPlan, std::string> plan_reset(const content::Exercise& exercise, const Place& place);
tl::expected<Reset, std::string> carry_out(const ResetPlan& plan, const content::Exercise& exercise,
                                           const Place& place);

// Copies a learner's file to where backups are kept, under a name that is free.
tl::expected<std::filesystem::path, std::string> back_up(const std::filesystem::path& file,
                                                         const std::string& text, const std::string& id,
                                                         const Place& place);

} // namespace gilkit::learn
