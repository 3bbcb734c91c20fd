#include "batch/intake/candidate.hpp"

#include "content/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace gilkit::batch {

std::string_view file_name_of(std::string_view path) {
    return path.substr(path.rfind('/') + 1); // npos + 1 is 0
}

namespace {

std::string submission_name(const content::Exercise& exercise) {
    return exercise.stub.filename().string();
}

std::string list_of(const std::vector<const Candidate*>& candidates) {
    constexpr std::size_t most = 3;
    std::string text;
    for (std::size_t i = 0; i < std::min(candidates.size(), most); ++i) {
        text += (i == 0 ? "" : ", ") + candidates[i]->path;
    }
    return candidates.size() > most ? fmt::format("{} and {} more", text, candidates.size() - most) : text;
}

Choice choice_among(const std::vector<const Candidate*>& candidates, const content::Exercise& exercise,
                    const std::string& place) {
    if (candidates.size() > 1) {
        return {&exercise, nullptr,
                fmt::format("{} has {} files that may be the submission for {}: {}; leave one of them", place,
                            candidates.size(), exercise.id, list_of(candidates))};
    }
    if (!candidates.front()->fault.empty()) {
        return {&exercise, nullptr,
                fmt::format("{}: {} {}", place, candidates.front()->path, candidates.front()->fault)};
    }
    return {&exercise, candidates.front(), {}};
}

std::string nothing_found(const Finds& finds, const Wanted& wanted, const std::string& place) {
    if (finds.files == 0) {
        return fmt::format("{} is empty; a submission is a file {}", place, wanted.names());
    }
    return fmt::format("{}: none of its {} file{} is called {}; call the submission so", place, finds.files,
                       finds.files == 1 ? "" : "s", wanted.names());
}

} // namespace

Wanted::Wanted(const content::Course& course, const content::Exercise* only) : course_(course), only_(only) {
    if (only != nullptr) {
        names_ = {submission_name(*only)};
        return;
    }
    for (const content::Unit& unit : course.units) {
        if (unit.exercise && std::ranges::find(names_, submission_name(*unit.exercise)) == names_.end()) {
            names_.push_back(submission_name(*unit.exercise));
        }
    }
}

bool Wanted::is_name(std::string_view file_name) const {
    return std::ranges::find(names_, file_name) != names_.end();
}

std::string Wanted::names() const {
    std::string text;
    for (const std::string& name : names_) {
        text += (text.empty() ? "" : " or ") + name;
    }
    return text;
}

const content::Exercise* Wanted::exercise_of_folder(const std::string& name) const {
    if (std::ranges::all_of(name, content::is_digit)) {
        return nullptr;
    }
    const content::Unit* const unit = course_.find(name);
    return unit != nullptr && unit->exercise ? &*unit->exercise : nullptr;
}

const content::Exercise* Wanted::exercise_of_path(std::string_view path) const {
    const std::string_view file = file_name_of(path);
    std::string_view above = path.substr(0, path.size() - file.size());
    while (!above.empty()) {
        above.remove_suffix(1); // the slash
        const std::string_view folder = file_name_of(above);
        const content::Exercise* const exercise = exercise_of_folder(std::string(folder));
        if (exercise != nullptr && submission_name(*exercise) == file) {
            return exercise;
        }
        above.remove_suffix(folder.size());
    }
    return nullptr;
}

std::vector<Choice> choose(const Finds& finds, const Wanted& wanted, const std::string& place) {
    if (!finds.fault.empty()) {
        return {{wanted.only(), nullptr, finds.fault}};
    }
    if (finds.candidates.empty()) {
        return {{wanted.only(), nullptr, nothing_found(finds, wanted, place)}};
    }
    // By the exercise's number: the order of the course.
    std::map<int, std::pair<const content::Exercise*, std::vector<const Candidate*>>> by_exercise;
    std::vector<const Candidate*> all;
    for (const Candidate& candidate : finds.candidates) {
        all.push_back(&candidate);
        if (const content::Exercise* const exercise = wanted.exercise_of_path(candidate.path)) {
            auto& [of, files] = by_exercise[exercise->number];
            of = exercise;
            files.push_back(&candidate);
        }
    }
    if (wanted.only() != nullptr) {
        // A student who hands in all of a workspace means the file in the exercise's own folder.
        const auto own = by_exercise.find(wanted.only()->number);
        return {choice_among(own != by_exercise.end() ? own->second.second : all, *wanted.only(), place)};
    }
    if (by_exercise.empty()) {
        return {{nullptr, nullptr,
                 fmt::format("{}: {} lies in no folder that is named like an exercise; put it in one, or say "
                             "which exercise all are for with --exercise ID",
                             place, list_of(all))}};
    }
    std::vector<Choice> choices;
    choices.reserve(by_exercise.size());
    for (const auto& [number, found] : by_exercise) {
        choices.push_back(choice_among(found.second, *found.first, place));
    }
    return choices;
}

} // namespace gilkit::batch
