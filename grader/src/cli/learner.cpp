#include "cli/learner.hpp"

#include "os/fd.hpp"
#include "os/signals.hpp"

#include <fmt/format.h>

#include <poll.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <limits>
#include <system_error>

namespace gilkit::cli {

namespace fs = std::filesystem;

learn::ProgressFile::Loaded Learner::load_progress() const {
    const auto file = place.progress_file();
    return file ? learn::ProgressFile(*file, course).load() : learn::ProgressFile::Loaded{};
}

learn::Progress Learner::progress() const {
    learn::ProgressFile::Loaded loaded = load_progress();
    for (const std::string& note : loaded.notes) {
        complain(note);
    }
    return std::move(loaded.progress);
}

std::vector<std::string> Learner::try_keep(const std::function<void(learn::Progress&)>& change) const {
    const auto file = place.progress_file();
    if (!file) {
        return {};
    }
    auto kept = learn::ProgressFile(*file, course).update(change);
    return kept ? std::move(kept->notes) : std::vector{std::move(kept.error())};
}

void Learner::keep(const std::function<void(learn::Progress&)>& change) const {
    for (const std::string& note : try_keep(change)) {
        complain(note);
    }
}

std::optional<learn::Place> find_place() {
    std::error_code error;
    const fs::path here = fs::current_path(error);
    if (error) {
        return learn::Place(); // in a folder that was removed
    }
    auto workspace = learn::find_workspace(here);
    if (!workspace) {
        complain(workspace.error());
        return std::nullopt;
    }
    return *workspace ? learn::Place(**std::move(workspace)) : learn::Place();
}

std::optional<Learner> find_learner(content::Recordings recordings) {
    auto loaded = load_kit({.recordings = recordings, .for_learner = true});
    auto place = loaded ? find_place() : std::nullopt;
    if (!place) {
        return std::nullopt;
    }
    return Learner{std::move(loaded->kit), std::move(loaded->course), *std::move(place)};
}

bool has_own_files(const Learner& learner) {
    const bool has = !learner.kit.installed || learner.place.workspace() != nullptr;
    if (!has) {
        complain("this folder is no workspace, and the exercises are worked on in one; make it with gilkit "
                 "init DIR, "
                 "then go there (cd DIR)");
    }
    return has;
}

std::optional<Target> target_of(const Learner& learner, const std::string& word) {
    if (!word.empty()) {
        auto target = resolve_target(learner.course, learner.place, word, std::nullopt);
        if (!target) {
            complain(target.error());
            return std::nullopt;
        }
        return *std::move(target);
    }
    const learn::Progress progress = learner.progress();
    const content::Unit* const current = learner.course.find(progress.current);
    if (current == nullptr || !current->exercise) {
        complain("which exercise? Name it by its id; gilkit list shows them");
        return std::nullopt;
    }
    return learners_target(*current->exercise, learner.place);
}

tl::expected<std::string, std::string> solution_of(const content::Exercise& exercise) {
    constexpr std::size_t largest_file = std::size_t{1} << 20U; // bytes
    return os::read_regular_file(exercise.solution, largest_file).map_error([](const os::Error& error) {
        return error.to_string();
    });
}

namespace {

// A line that somebody types; false at its end and after Ctrl-C, which is blocked except where we wait for
// it.
bool read_line(std::string& line) {
    for (char next = 0;;) {
        pollfd input{STDIN_FILENO, POLLIN, 0};
        const auto ready = os::wait_for({&input, 1}, std::numeric_limits<std::int64_t>::max());
        if (!ready || os::interrupted() != 0 || ::read(STDIN_FILENO, &next, 1) != 1) {
            return false;
        }
        if (next == '\n') {
            return true;
        }
        line += next;
    }
}

} // namespace

std::optional<bool> ask(const std::string& question) {
    if (::isatty(STDIN_FILENO) == 0 || ::isatty(STDERR_FILENO) == 0) {
        return std::nullopt;
    }
    fmt::print(stderr, "{} [y/N] ", question);
    std::fflush(stderr);
    std::string line;
    return read_line(line) && (line == "y" || line == "Y" || line == "yes");
}

} // namespace gilkit::cli
