// From the words on the command line to submissions and the exercises that they belong to.
#pragma once

#include "content/model.hpp"
#include "learn/workspace/workspace.hpp"

#include <tl/expected.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace gilkit::cli {

struct Target {
    const content::Exercise* exercise = nullptr;
    std::filesystem::path file;
    std::string shown_as; // the file as the learner would name it
    // Whether it is the file in which the learner solves this exercise: then its verdict counts as progress.
    bool is_the_learners = false;
};

// `word` is a path (a file, or a folder with a submission in it) or an exercise's id, alias, folder name or
// number, which stands for the submission where the learner works. A path's exercise is `exercise`, if
// given, else the one whose name a folder on the way to the file bears. The error says what to do.
tl::expected<Target, std::string> resolve_target(const content::Course& course, const learn::Place& place,
                                                 const std::string& word,
                                                 const std::optional<std::string>& exercise);

// The learner's file of an exercise.
Target learners_target(const content::Exercise& exercise, const learn::Place& place);

// The bytes of a target's file. It may come from somebody whom nobody trusts, while we may read more than
// they: a link, symbolic or hard, that would have their submission be a file of somebody else's is refused,
// as is what is no regular file or too large. The error says what to do.
tl::expected<std::string, std::string> read_submission(const Target& target);

// The worked solution of every exercise, in the course's order.
std::vector<Target> all_solutions(const content::Course& course);

} // namespace gilkit::cli
