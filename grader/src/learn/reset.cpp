#include "learn/reset.hpp"

#include "learn/files.hpp"
#include "learn/workspace/original.hpp"
#include "os/fd.hpp"

#include <fmt/format.h>

namespace gilkit::learn {

namespace fs = std::filesystem;

namespace {

constexpr int most_backups = 100'000;

} // namespace

tl::expected<fs::path, std::string> back_up(const fs::path& file, const std::string& text,
                                            const std::string& id, const Place& place) {
    const auto backups = place.backups();
    if (!backups) {
        return tl::unexpected<std::string>(
            "there is nowhere to keep a copy of your file: neither HOME nor XDG_STATE_HOME is set");
    }
    const fs::path folder = *backups / id;
    std::error_code error;
    fs::create_directories(folder, error);
    for (int number = 1; !error && number <= most_backups; ++number) {
        const fs::path copy =
            folder / fmt::format("{}-{}{}", file.stem().string(), number, file.extension().string());
        if (fs::symlink_status(copy, error).type() != fs::file_type::not_found) {
            error.clear();
            continue;
        }
        if (auto written = os::write_file_atomically(copy, text); !written) {
            return tl::unexpected("your file could not be copied first: " + written.error().to_string());
        }
        return copy;
    }
    return tl::unexpected(
        fmt::format("your file could not be copied to {} first: {}", folder.string(), error.message()));
}

tl::expected<ResetPlan, std::string> plan_reset(const content::Exercise& exercise, const Place& place) {
    auto original = original_stub(exercise, place);
    if (!original) {
        return tl::unexpected(original.error());
    }
    ResetPlan plan{place.submission_of(exercise), std::move(original->source), std::move(original->from),
                   std::nullopt};
    auto mine = os::read_regular_file(plan.file, largest_file);
    if (mine) {
        plan.mine = *std::move(mine);
    } else if (mine.error().code != ENOENT) {
        return tl::unexpected(mine.error().to_string() + "; move it away first");
    }
    return plan;
}

tl::expected<Reset, std::string> carry_out(const ResetPlan& plan, const content::Exercise& exercise,
                                           const Place& place) {
    Reset reset{{}, plan.from, plan.mine != plan.stub};
    if (!reset.changed) {
        return reset;
    }
    if (plan.mine) {
        auto copy = back_up(plan.file, *plan.mine, exercise.id, place);
        if (!copy) {
            return tl::unexpected(copy.error());
        }
        reset.backup = *std::move(copy);
    }
    std::error_code error;
    fs::create_directories(plan.file.parent_path(), error);
    if (auto written = os::write_file_atomically(plan.file, plan.stub); !written) {
        return tl::unexpected(written.error().to_string());
    }
    return reset;
}

} // namespace gilkit::learn
