#include "cli/workspace_words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gilkit::cli {

namespace fs = std::filesystem;

std::string command_of(const Kit& kit) {
    std::error_code error;
    const fs::path wrapper = kit.root / "gilkit";
    return fs::is_regular_file(wrapper, error) ? fs::absolute(wrapper, error).lexically_normal().string()
                                               : "gilkit";
}

int exercises_in(const content::Course& course) {
    return static_cast<int>(std::ranges::count_if(
        course.units, [](const content::Unit& unit) { return unit.exercise.has_value(); }));
}

std::string in_words(const learn::Handed& handed, const learn::Workspace& workspace,
                     const content::Course& course) {
    std::string text;
    for (const std::string& file : handed.fresh) {
        text += fmt::format("+ {}\n", file);
    }
    for (const std::string& file : handed.changed) {
        text += fmt::format("~ {}: a new version; you had not changed it\n", file);
    }
    for (const std::string& file : handed.kept) {
        text +=
            fmt::format("! {}: yours was left as it is; the new version is .gilkit/news/{}\n", file, file);
    }
    for (const std::string& folder : handed.retired) {
        text += fmt::format("- {}: no longer in the course; your files stay\n", folder);
    }
    for (const content::Unit& unit : course.units) {
        const auto folder = workspace.folders.find(unit.id);
        if (unit.exercise && folder != workspace.folders.end() &&
            std::ranges::find(handed.kept, folder->second + "/" + unit.exercise->stub.filename().string()) !=
                handed.kept.end()) {
            text += fmt::format("\n  What is new in {0}, beside your changes: gilkit update --diff {0}\n"
                                "  Both together (a copy of yours is kept):  gilkit update --merge {0}\n",
                                unit.id);
        }
    }
    return text.empty() ? "Everything is as new as this gilkit.\n" : text;
}

} // namespace gilkit::cli
