#include "learn/workspace/merge.hpp"

#include "learn/files.hpp"
#include "learn/reset.hpp"
#include "os/fd.hpp"

#include <fmt/format.h>

namespace gilkit::learn {

namespace fs = std::filesystem;

namespace {

struct Versions {
    fs::path mine, original, news;
};

Versions versions_of(const content::Exercise& exercise, const Workspace& workspace, const fs::path& mine) {
    const std::string folder = mine.parent_path().filename().string();
    const std::string name = exercise.stub.filename().string();
    return {mine, workspace.original(folder, name), workspace.news(folder, name)};
}

} // namespace

tl::expected<Merge, std::string> merge_of(const content::Exercise& exercise, const Place& place) {
    const Workspace* const workspace = place.workspace();
    std::error_code ignored;
    if (workspace == nullptr) {
        return tl::unexpected<std::string>(
            "this is no workspace (gilkit init makes one); in a clone, git pull merges");
    }
    const Versions versions = versions_of(exercise, *workspace, place.submission_of(exercise));
    if (!fs::exists(versions.news, ignored)) {
        return tl::unexpected(fmt::format("there is no new version of {} to merge", exercise.id));
    }
    auto said =
        ask_program({"diff3", "--merge", "--label=yours", "--label=as you got it", "--label=the new version",
                     "--", versions.mine.string(), versions.original.string(), versions.news.string()});
    constexpr int clash = 1;
    if (!said) {
        return tl::unexpected(said.error().to_string() + "; install diffutils");
    }
    if (said->timed_out || said->interrupted || said->status.signal != 0 || said->status.code > clash) {
        return tl::unexpected("diff3 could not merge: " + said->err.substr(0, said->err.find('\n')));
    }
    return Merge{std::move(said->out), said->status.code == clash};
}

tl::expected<fs::path, std::string> take_over(const Merge& merge, const content::Exercise& exercise,
                                              const Place& place) {
    const Versions versions = versions_of(exercise, *place.workspace(), place.submission_of(exercise));
    const auto mine = os::read_regular_file(versions.mine, largest_file);
    const auto news = os::read_regular_file(versions.news, largest_file);
    if (!mine || !news) {
        return tl::unexpected((mine ? news : mine).error().to_string());
    }
    auto copy = back_up(versions.mine, *mine, exercise.id, place);
    if (!copy) {
        return tl::unexpected(copy.error());
    }
    for (const auto& [file, text] :
         {std::pair(versions.mine, merge.text), std::pair(versions.original, *news)}) {
        if (auto written = os::write_file_atomically(file, text); !written) {
            return tl::unexpected(written.error().to_string());
        }
    }
    std::error_code ignored;
    fs::remove(versions.news, ignored);
    return copy;
}

} // namespace gilkit::learn
