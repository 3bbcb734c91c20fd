#include "content/outline.hpp"

#include "content/diagnostics.hpp"
#include "content/text.hpp"
#include "content/toml_reader.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace gilkit::content {
namespace {

namespace fs = std::filesystem;

std::string title_in(const fs::path& file, Findings& findings) {
    auto toml = TableReader::open(file, findings);
    return toml ? toml->text("title") : std::string();
}

OutlineUnit outline_of_unit(TableReader& table, const fs::path& root, Titles titles, Findings& findings) {
    OutlineUnit unit;
    unit.id = table.text("id");
    unit.aliases = table.texts("aliases", Presence::optional);
    std::erase_if(unit.aliases, [](const std::string& alias) { return !is_slug(alias); });
    const std::string lesson = table.text("lesson", Presence::optional);
    const std::string exercise = table.text("exercise", Presence::optional);
    unit.has_lesson = is_numbered_slug(lesson);
    unit.has_exercise = is_numbered_slug(exercise);
    if (titles == Titles::read && unit.has_lesson) {
        unit.title = title_in(root / "lessons" / lesson / "lesson.toml", findings);
    } else if (titles == Titles::read && unit.has_exercise) {
        unit.title = title_in(root / "exercises" / exercise / "exercise.toml", findings);
    }
    return unit;
}

} // namespace

std::vector<OutlineUnit> outline_of(const fs::path& root, Titles titles) {
    Findings unheard(root);
    std::vector<OutlineUnit> units;
    auto course = TableReader::open(root / "lessons" / "course.toml", unheard);
    if (!course) {
        return units;
    }
    for (TableReader& table : course->tables("unit")) {
        OutlineUnit unit = outline_of_unit(table, root, titles, unheard);
        if (is_slug(unit.id) && (unit.has_lesson || unit.has_exercise)) {
            units.push_back(std::move(unit));
        }
    }
    return units;
}

} // namespace gilkit::content
