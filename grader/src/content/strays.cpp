#include "content/strays.hpp"

#include "content/diagnostics.hpp"
#include "content/folder.hpp"

#include <set>
#include <string>
#include <string_view>
#include <variant>

namespace gilkit::content {
namespace {

namespace fs = std::filesystem;

using Names = std::set<std::string>;

class Search {
public:
    explicit Search(const fs::path& root) : findings_(root) {}

    void look_at(const Lesson& lesson) {
        Names parts{"lesson.md", "lesson.toml", "observed.json", name_of(lesson.broken.file),
                    name_of(lesson.fixed.file)};
        if (lesson.second_fix) {
            parts.insert(name_of(lesson.second_fix->file));
        }
        look_into(lesson.folder, parts, "lesson");
    }

    void look_at(const Exercise& exercise) {
        look_into(exercise.folder,
                  {"README.md", "exercise.toml", "hints.md", "check", name_of(exercise.stub)}, "exercise");
        const fs::path check = exercise.folder / "check";
        Names parts{name_of(exercise.reference), name_of(exercise.inputs)};
        if (const auto* const native = std::get_if<NativeRequirement>(&exercise.requirement)) {
            parts.insert({name_of(native->rules), name_of(native->driver), name_of(native->reference)});
        }
        if (!exercise.mistakes.empty()) {
            parts.insert("mistakes"); // that each file there is listed is seen to by the loader
        }
        look_into(check, parts, "exercise");
        look_into(exercise.solution.parent_path(), {name_of(exercise.solution)}, "exercise");
    }

    Diagnostics take() { return findings_.take(); }

private:
    static std::string name_of(const fs::path& file) { return file.filename().string(); }

    void look_into(const fs::path& folder, const Names& parts, std::string_view whole) {
        for (const std::string& name : entries_of(folder, Entries::all, findings_)) {
            if (!parts.contains(name)) {
                findings_.add(folder / name, 0, "this is no part of the " + std::string(whole),
                              "remove it, or give it the name of a part");
            }
        }
    }

    Findings findings_;
};

} // namespace

Diagnostics find_strays(const Course& course, const std::vector<const Unit*>& units) {
    Search search(course.root);
    for (const Unit* unit : units) {
        if (unit->lesson) {
            search.look_at(*unit->lesson);
        }
        if (unit->exercise) {
            search.look_at(*unit->exercise);
        }
    }
    return search.take();
}

} // namespace gilkit::content
