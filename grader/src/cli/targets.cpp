#include "cli/targets.hpp"

#include "judge/grade.hpp"
#include "os/fd.hpp"

#include <fmt/format.h>

namespace gilkit::cli {

namespace fs = std::filesystem;

namespace {

std::string known_exercises(const content::Course& course) {
    std::string names;
    for (const content::Unit& unit : course.units) {
        if (unit.exercise) {
            names += (names.empty() ? "" : ", ") + unit.id;
        }
    }
    return names;
}

tl::expected<const content::Exercise*, std::string> exercise_named(const content::Course& course,
                                                                   const std::string& name) {
    const content::Unit* unit = course.find(name);
    if (unit != nullptr && unit->exercise) {
        return &*unit->exercise;
    }
    return tl::unexpected(
        fmt::format("there is no exercise '{}'; the exercises are: {}", name, known_exercises(course)));
}

// The file, or the one in that folder that is named like the exercise's stub.
tl::expected<Target, std::string> target_at(fs::path path, const fs::file_status& status,
                                            const content::Exercise& exercise, const learn::Place& place) {
    if (fs::is_directory(status)) {
        const fs::path name = exercise.stub.filename();
        std::error_code error;
        if (!fs::exists(path / name, error)) {
            return tl::unexpected(fmt::format("there is no {} in the folder {}; name the file itself",
                                              name.string(), path.string()));
        }
        path /= name;
    }
    std::error_code error;
    return Target{&exercise, path, path.string(), fs::equivalent(path, place.submission_of(exercise), error)};
}

std::string relative_to_here(const fs::path& file) {
    std::error_code error;
    const fs::path relative = fs::relative(file, error);
    return error || relative.empty() || relative.string().starts_with("../..") ? file.string()
                                                                               : relative.string();
}

} // namespace

Target learners_target(const content::Exercise& exercise, const learn::Place& place) {
    const fs::path file = place.submission_of(exercise);
    return {&exercise, file, relative_to_here(file), true};
}

// The exercise whose folder `name` is: in the workspace, or in the kit.
static const content::Unit* unit_of_folder(const content::Course& course, const learn::Place& place,
                                           const std::string& name) {
    if (const learn::Workspace* const workspace = place.workspace()) {
        for (const auto& [id, folder] : workspace->folders) {
            if (folder == name) {
                return course.find(id);
            }
        }
    }
    return course.find(name);
}

tl::expected<Target, std::string> resolve_target(const content::Course& course, const learn::Place& place,
                                                 const std::string& word,
                                                 const std::optional<std::string>& exercise) {
    std::error_code error;
    const bool looks_like_path =
        word.find('/') != std::string::npos || word.ends_with(".py") || word.ends_with(".cpp");
    if (!fs::exists(word, error) && !looks_like_path) {
        const auto found = exercise_named(course, word);
        if (!found) {
            return tl::unexpected(found.error() + "; or name a file");
        }
        return learners_target(**found, place);
    }
    const fs::file_status status = fs::status(word, error);
    if (!fs::exists(status)) {
        const std::string why = error ? error.message() : "no such file";
        return tl::unexpected(fmt::format("{}: {}; check the path", word, why));
    }
    const fs::path file = word;
    if (exercise) {
        const auto found = exercise_named(course, *exercise);
        return found ? target_at(file, status, **found, place) : tl::unexpected(found.error());
    }
    const fs::path absolute = fs::absolute(file, error).lexically_normal();
    for (fs::path folder = fs::is_directory(status) ? absolute / "" : absolute; folder.has_relative_path();) {
        folder = folder.parent_path();
        const content::Unit* unit = unit_of_folder(course, place, folder.filename().string());
        if (unit != nullptr && unit->exercise) {
            return target_at(file, status, *unit->exercise, place);
        }
    }
    if (fs::is_directory(status) && !fs::exists(file / "submission.py", error)) {
        return tl::unexpected(
            fmt::format("there is no submission.py in the folder {}; name the file itself", word));
    }
    return tl::unexpected(
        fmt::format("{}: no folder on its path is named like an exercise; say which one with "
                    "--exercise ID (one of: {})",
                    word, known_exercises(course)));
}

tl::expected<std::string, std::string> read_submission(const Target& target) {
    const auto refuse = [&](std::string_view why) {
        return tl::unexpected(fmt::format("{} {}", target.shown_as, why));
    };
    std::error_code error;
    std::vector<fs::path> kept{target.exercise->solution, target.exercise->reference};
    if (const auto* const native = std::get_if<content::NativeRequirement>(&target.exercise->requirement)) {
        kept.push_back(native->reference);
    }
    for (const fs::path& ours : kept) {
        // The file itself may be graded, by its own name.
        if (fs::equivalent(target.file, ours, error) &&
            fs::weakly_canonical(target.file, error) != fs::weakly_canonical(ours, error)) {
            return refuse("is a link to a file of the kit's; a submission is a file of its own");
        }
    }
    auto source = os::read_regular_file(target.file, judge::max_submission_bytes, os::LastLink::refused);
    if (source) {
        return *std::move(source);
    }
    const std::string_view language =
        content::suffix_of(target.exercise->requirement) == ".cpp" ? "C++" : "Python";
    switch (source.error().code) {
    case ELOOP:
        return refuse("is a symbolic link; name the file that it leads to");
    case EINVAL:
        return refuse(fmt::format("is not a regular file; a submission is one {} file", language));
    case EFBIG:
        return refuse(fmt::format("is larger than {} KiB; a submission is one {} file",
                                  judge::max_submission_bytes >> 10U, language));
    default:
        return tl::unexpected(source.error().to_string() + "; make it readable, or name another file");
    }
}

std::vector<Target> all_solutions(const content::Course& course) {
    std::vector<Target> targets;
    for (const content::Unit& unit : course.units) {
        if (unit.exercise) {
            targets.push_back(
                {&*unit.exercise, unit.exercise->solution, relative_to_here(unit.exercise->solution)});
        }
    }
    return targets;
}

} // namespace gilkit::cli
