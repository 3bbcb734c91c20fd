// Files that may be a student's submission, wherever they lay, and the choice among them.
#pragma once

#include "content/model.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::batch {

// A file that has the name of a submission.
struct Candidate {
    std::string path;                 // below the student's folder, or in their archive; bytes
    std::string fault;                // why its bytes can't be had; else empty
    std::optional<std::string> bytes; // where they were read already (archives)
};

// What was found of a student, or a fault of all of it.
struct Finds {
    std::vector<Candidate> candidates;
    std::size_t files = 0; // in all
    std::string fault;     // of the folder or archive as a whole; names it
};

// What may be a submission: for one exercise, or for all of a course.
class Wanted {
public:
    Wanted(const content::Course& course, const content::Exercise* only);

    const content::Exercise* only() const { return only_; }
    const std::vector<std::string>& file_names() const { return names_; }
    // Whether a file of that name may be one.
    bool is_name(std::string_view file_name) const;
    // "submission.py", or "submission.py or submission.cpp"
    std::string names() const;
    // The exercise that a folder bears the name of; null: none. Numbers alone are no names here: students
    // call folders "1".
    const content::Exercise* exercise_of_folder(const std::string& name) const;
    // The exercise whose folder is nearest above the file and has submissions of its name; null: none.
    const content::Exercise* exercise_of_path(std::string_view path) const;

private:
    const content::Course& course_;
    const content::Exercise* only_;
    std::vector<std::string> names_;
};

// One that was chosen, or why there is none.
struct Choice {
    const content::Exercise* exercise = nullptr; // null: not known
    const Candidate* candidate = nullptr;        // null: `fault` says why
    std::string fault;
};

// For each exercise the one file that it can be; where there are several, or none, a choice with the fault.
// `place`: the student's folder or archive in words.
std::vector<Choice> choose(const Finds& finds, const Wanted& wanted, const std::string& place);

// Its last component.
std::string_view file_name_of(std::string_view path);

} // namespace gilkit::batch
