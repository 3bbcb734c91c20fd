#include "cli/shell/app_view.hpp"
#include "cli/shell/completion.hpp"
#include "report/formats/formats.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace gilkit::cli::shell {

namespace {

enum class Kind : std::uint8_t { anything, file, folder, unit, unit_or_file, python, report };

struct Placeholder {
    std::string_view name;
    Kind kind;
};

// The placeholders of the help. One that is not here gets no offers but its fixed choices.
constexpr std::array placeholders{
    Placeholder{"FILE", Kind::file},         Placeholder{"PATH", Kind::file},
    Placeholder{"SUBMISSION", Kind::file},   Placeholder{"DIR", Kind::folder},
    Placeholder{"FOLDER", Kind::folder},     Placeholder{"ID", Kind::unit},
    Placeholder{"EXERCISE", Kind::unit},     Placeholder{"LESSON", Kind::unit},
    Placeholder{"WHAT", Kind::unit_or_file}, Placeholder{"NAME", Kind::report},
};

Kind kind_of(const CLI::Option& option) {
    if (option.check_lname("python")) {
        return Kind::python;
    }
    const std::string name = placeholder_of(option);
    const auto* const found =
        std::ranges::find_if(placeholders, [&](const Placeholder& each) { return each.name == name; });
    return found == placeholders.end() ? Kind::anything : found->kind;
}

bool speaks_of(const CLI::Option& option, std::string_view what) {
    return CLI::detail::to_lower(option.get_description() + placeholder_of(option)).find(what) !=
           std::string::npos;
}

// Units with what the option's help speaks of: lessons, exercises, or both. An earlier id is offered only to
// those who have begun to type one.
std::vector<Offer> unit_offers(const CLI::Option& option, std::string_view typed,
                               const std::vector<content::OutlineUnit>& units) {
    const bool exercises = speaks_of(option, "exercise") || speaks_of(option, "stub");
    const bool lessons = speaks_of(option, "lesson");
    std::vector<Offer> offers;
    for (const content::OutlineUnit& unit : units) {
        if (exercises != lessons && !(exercises ? unit.has_exercise : unit.has_lesson)) {
            continue;
        }
        offers.push_back({unit.id, unit.title});
        for (const std::string& alias : unit.aliases) {
            if (!typed.empty() && alias.starts_with(typed)) {
                offers.push_back({alias, "now " + unit.id});
            }
        }
    }
    return offers;
}

} // namespace

Completion values_of(CLI::Option& option, std::string_view typed, const Surroundings& surroundings) {
    Completion values;
    if (const std::vector<std::string> choices = choices_of(option); !choices.empty()) {
        for (const std::string& choice : choices) {
            values.offers.push_back({choice});
        }
        return values;
    }
    switch (kind_of(option)) {
    case Kind::anything:
        break;
    case Kind::file:
        values.files = Files::files;
        break;
    case Kind::folder:
        values.files = Files::folders;
        break;
    case Kind::unit_or_file:
        values.files = Files::files;
        [[fallthrough]];
    case Kind::unit:
        values.offers = unit_offers(option, typed, surroundings.units());
        break;
    case Kind::python:
        values.files = Files::files;
        for (std::string& python : surroundings.pythons()) {
            values.offers.push_back({std::move(python)});
        }
        break;
    case Kind::report: // NAME:FILE
        for (const report::Format& format : report::formats()) {
            values.offers.push_back({std::string(format.name) + ":"});
        }
        break;
    }
    return values;
}

} // namespace gilkit::cli::shell
