// What the learner's commands begin with: the course, where the learner works, and what is done of it.
#pragma once

#include "cli/kit.hpp"
#include "cli/targets.hpp"
#include "learn/progress/progress_file.hpp"
#include "learn/workspace/workspace.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gilkit::cli {

struct Learner {
    Kit kit;
    content::Course course;
    learn::Place place;

    // What is done so far; what the learner has to know of the file is said on stderr.
    learn::Progress progress() const;
    // The same with that as sentences, for who has a screen that nothing may be printed on.
    learn::ProgressFile::Loaded load_progress() const;
    // Keeps a change; where it can't be kept, that is said on stderr, and the command goes on.
    void keep(const std::function<void(learn::Progress&)>& change) const;
    // The same; what is to be said, a sentence each.
    [[nodiscard]] std::vector<std::string>
    try_keep(const std::function<void(learn::Progress&)>& change) const;
};

// Where the learner works: the workspace that this folder is in, or the kit; nullopt, with the reason on
// stderr.
std::optional<learn::Place> find_place();

// Everything of it, or why not on stderr. Who shows no lesson needs no recordings.
std::optional<Learner> find_learner(content::Recordings recordings = content::Recordings::ignored);

// Whether the learner has files of the own to work in: those of an installed kit are the system's. Else it is
// said on stderr how to get some.
bool has_own_files(const Learner& learner);

// The exercise that `word` names, as for resolve_target; without a word the one at which the learner is.
// nullopt, with the reason on stderr.
std::optional<Target> target_of(const Learner& learner, const std::string& word);

// The text of an exercise's solution, or why it can't be read.
tl::expected<std::string, std::string> solution_of(const content::Exercise& exercise);

// An answer to a yes-or-no question, asked on the terminal; nullopt: there is nobody to ask.
std::optional<bool> ask(const std::string& question);

} // namespace gilkit::cli
