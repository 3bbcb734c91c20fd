#include "content/diagnostics.hpp"
#include "content/exercise.hpp"
#include "content/folder.hpp"
#include "content/lesson.hpp"
#include "content/load.hpp"
#include "content/text.hpp"
#include "content/toml_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace gilkit::content {
namespace {

namespace fs = std::filesystem;

// A folder that course.toml names, and where.
struct Named {
    std::string folder; // "" when the unit has none
    std::size_t line = 0;
};

struct UnitEntry {
    Unit unit;
    Named lesson;
    Named exercise;
};

class CourseLoader {
public:
    CourseLoader(fs::path root, const LoadOptions& options)
        : file_(root / "lessons" / "course.toml"), options_(options), findings_(root) {
        course_.root = std::move(root);
    }

    tl::expected<Course, Diagnostics> load() {
        read_course_toml();
        const bool clean = findings_.count() == 0;
        for (UnitEntry& entry : entries_) {
            load_unit(entry);
        }
        if (clean) { // else a folder may well be listed, but with a fault
            report_unlisted("lessons", "lesson", lessons_);
            report_unlisted("exercises", "exercise", exercises_);
            report_unlisted("solutions", "exercise", exercises_);
        }
        if (findings_.count() != 0) {
            return tl::make_unexpected(findings_.take());
        }
        return std::move(course_);
    }

private:
    using Folders = std::vector<std::string>;
    using Lines = std::map<std::string, std::size_t>; // name → where course.toml has it

    void fault(std::size_t line, std::string message, std::string action) {
        findings_.add(file_, line, std::move(message), std::move(action));
    }

    void read_course_toml() {
        std::error_code error;
        if (!fs::exists(file_, error) && !error) {
            findings_.add(file_, 0, fmt::format("there is no course in {}", in_quotes(course_.root.string())),
                          "name the folder that holds lessons/, exercises/ and solutions/");
            return;
        }
        auto toml = TableReader::open(file_, findings_);
        if (!toml) {
            return;
        }
        course_.title = toml->text("title");
        for (TableReader& unit : toml->tables("unit")) {
            entries_.push_back(read_unit(unit));
        }
        toml->finish();
    }

    UnitEntry read_unit(TableReader& table) {
        UnitEntry entry;
        entry.unit.id = table.text("id");
        claim_id(entry.unit.id, table.line("id"));
        entry.unit.aliases = table.texts("aliases", Presence::optional);
        for (const std::string& alias : entry.unit.aliases) {
            claim_id(alias, table.line("aliases"));
        }
        entry.lesson = read_folder(table, "lesson", lessons_);
        entry.exercise = read_folder(table, "exercise", exercises_);
        const std::size_t before = findings_.count();
        table.finish();
        if (findings_.count() == before && !table.has("lesson") && !table.has("exercise")) {
            table.fault(table.line(), "this unit has neither a lesson nor an exercise",
                        R"(add lesson = "NN-slug" or exercise = "NN-slug")");
        }
        return entry;
    }

    void claim_id(const std::string& id, std::size_t line) {
        if (id.empty()) {
            return; // reported by the reader
        }
        if (!is_slug(id)) {
            fault(line, fmt::format("{} is not an id", in_quotes(id)),
                  "use lowercase letters and digits, joined by single hyphens");
        } else if (const auto [first, is_new] = ids_.emplace(id, line); !is_new) {
            fault(line, fmt::format("the id '{}' is already taken at line {}", id, first->second),
                  "choose another; every id and alias stands for one unit");
        }
    }

    Named read_folder(TableReader& table, std::string_view key, Lines& named) {
        const std::string folder = table.text(key, Presence::optional);
        const std::size_t line = table.line(key);
        if (folder.empty()) {
            return {};
        }
        if (!is_numbered_slug(folder)) {
            fault(line, fmt::format("{} is not a folder name for '{}'", in_quotes(folder), key),
                  "name it with two digits, a hyphen, and lowercase words joined by hyphens, as in "
                  "01-first-steps");
            return {};
        }
        if (const auto [first, is_new] = named.emplace(folder, line); !is_new) {
            fault(line, fmt::format("the {} '{}' is already used at line {}", key, folder, first->second),
                  "give each unit a folder of its own");
            return {};
        }
        return {folder, line};
    }

    void load_unit(UnitEntry& entry) {
        Unit& unit = entry.unit;
        if (present("lessons", entry.lesson, lessons_)) {
            unit.lesson = load_lesson(course_.root / "lessons" / entry.lesson.folder, options_, findings_);
            unit.lesson->id = unit.id;
            unit.lesson->number = ++lesson_count_;
        }
        if (present("exercises", entry.exercise, exercises_)) {
            const std::string& folder = entry.exercise.folder;
            unit.exercise = load_exercise(course_.root / "exercises" / folder,
                                          course_.root / "solutions" / folder, options_, findings_);
            unit.exercise->id = unit.id;
            unit.exercise->number = ++exercise_count_;
        }
        course_.units.push_back(std::move(unit));
    }

    // Whether the unit has such a folder; one that is named but missing is a fault.
    bool present(const std::string& area, const Named& named, Lines& all) {
        if (named.folder.empty()) {
            return false;
        }
        const Folders* const folders = folders_of(area);
        if (folders == nullptr) {
            return false;
        }
        if (std::find(folders->begin(), folders->end(), named.folder) != folders->end()) {
            return true;
        }
        std::vector<std::string> unnamed;
        std::copy_if(folders->begin(), folders->end(), std::back_inserter(unnamed),
                     [&all](const std::string& folder) { return !all.contains(folder); });
        fault(named.line, fmt::format("the folder {}/{} is missing", area, named.folder),
              did_you_mean(named.folder, unnamed, "create it, or take it out of the unit"));
        if (auto meant = closest(named.folder, unnamed)) {
            all.emplace(std::move(*meant), named.line); // one fault, not two
        }
        return false;
    }

    // Those of an area, looked for once; nullptr after finding that they can't be read.
    const Folders* folders_of(const std::string& area) {
        const auto [found, is_new] = areas_.try_emplace(area);
        if (is_new) {
            const std::size_t before = findings_.count();
            Folders folders = entries_of(course_.root / area, Entries::folders, findings_);
            if (findings_.count() == before) {
                found->second = std::move(folders);
            }
        }
        return found->second ? &*found->second : nullptr;
    }

    void report_unlisted(const std::string& area, std::string_view key, const Lines& named) {
        const Folders* const folders = folders_of(area);
        for (const std::string& folder : folders != nullptr ? *folders : Folders{}) {
            if (!named.contains(folder)) {
                findings_.add(course_.root / area / folder, 0,
                              "no unit of lessons/course.toml names this folder",
                              fmt::format("add {} = \"{}\" to a unit, or remove the folder", key, folder));
            }
        }
    }

    fs::path file_;
    LoadOptions options_;
    Findings findings_;
    std::map<std::string, std::optional<Folders>> areas_;
    Course course_;
    std::vector<UnitEntry> entries_;
    Lines ids_;
    Lines lessons_;
    Lines exercises_;
    int lesson_count_ = 0;
    int exercise_count_ = 0;
};

std::optional<int> parse_folder_number(std::string_view name) {
    int number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error != std::errc{} || end != name.data() + name.size()) {
        return std::nullopt;
    }
    return number;
}

} // namespace

tl::expected<Course, Diagnostics> load_course(const fs::path& root, const LoadOptions& options) {
    // Absolute, so that the paths of the course stay good when the working folder changes.
    std::error_code error;
    fs::path absolute = fs::absolute(root, error).lexically_normal();
    if (!absolute.has_filename() && absolute.has_relative_path()) {
        absolute = absolute.parent_path(); // "course/" is "course"
    }
    if (error) {
        absolute = root;
    }
    return CourseLoader(std::move(absolute), options).load();
}

const Unit* Course::find(const std::string& name) const {
    const auto first = [this](const auto& matches) -> const Unit* {
        const auto found = std::find_if(units.begin(), units.end(), matches);
        return found == units.end() ? nullptr : &*found;
    };
    if (const Unit* unit = first([&](const Unit& each) { return each.id == name; })) {
        return unit;
    }
    if (const Unit* unit = first([&](const Unit& each) {
            return std::find(each.aliases.begin(), each.aliases.end(), name) != each.aliases.end();
        })) {
        return unit;
    }
    if (const Unit* unit = first([&](const Unit& each) {
            return (each.lesson && each.lesson->folder.filename() == name) ||
                   (each.exercise && each.exercise->folder.filename() == name);
        })) {
        return unit;
    }
    const auto number = parse_folder_number(name);
    if (!number) {
        return nullptr;
    }
    if (const Unit* unit =
            first([&](const Unit& each) { return each.lesson && each.lesson->number == *number; })) {
        return unit;
    }
    return first(
        [&](const Unit& each) { return !each.lesson && each.exercise && each.exercise->number == *number; });
}

} // namespace gilkit::content
