#include "content/exercise.hpp"

#include "content/folder.hpp"
#include "content/markdown.hpp"
#include "content/reasons.hpp"
#include "content/requirement.hpp"
#include "content/score.hpp"
#include "content/text.hpp"
#include "content/toml_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace gilkit::content {
namespace {

namespace fs = std::filesystem;

std::string read_reason(TableReader& table, std::string_view key) {
    std::string reason = table.text(key);
    if (!reason.empty() && !is_failure_reason(reason)) {
        const auto reasons = failure_reasons();
        table.fault(table.line(key), fmt::format("unknown reason {}", in_quotes(reason)),
                    did_you_mean(reason, reasons, fmt::format("use one of {}", fmt::join(reasons, ", "))));
    }
    return reason;
}

Limits read_limits(TableReader& table) {
    constexpr std::int64_t most = 1 << 20; // a TiB of memory, a GiB of output
    Limits limits;
    const auto size = [&table](std::string_view key, std::int64_t max, std::size_t fallback) {
        return static_cast<std::size_t>(table.integer(key, {1, max}, static_cast<std::int64_t>(fallback)));
    };
    limits.time_s = table.number("time_s", {0, false, 3600}, limits.time_s);
    limits.memory_mb = size("memory_mb", most, limits.memory_mb);
    limits.output_kb = size("output_kb", most, limits.output_kb);
    limits.tasks = size("tasks", 65536, limits.tasks);
    table.finish();
    return limits;
}

bool is_mistake_name(std::string_view name, std::string_view suffix) {
    return name.ends_with(suffix) && is_python_name(name.substr(0, name.size() - suffix.size()));
}

// The files of check/mistakes that nobody lists, each a fault.
void report_unlisted(const fs::path& mistakes, const std::set<std::string>& listed, Findings& findings) {
    for (const std::string& name : entries_of(mistakes, Entries::all, findings)) {
        if (!listed.contains(name)) {
            findings.add(mistakes / name, 0, "this file is not listed in exercise.toml",
                         fmt::format("add a [[mistake]] with file = \"{}\", or remove it", name));
        }
    }
}

void read_mistakes(TableReader& table, const LoadOptions& options, Exercise& exercise, Findings& findings) {
    const fs::path folder = exercise.folder / "check" / "mistakes";
    const std::string_view suffix = suffix_of(exercise.requirement);
    const std::size_t before = findings.count();
    std::set<std::string> listed;
    std::vector<std::pair<std::string, std::size_t>> to_find; // name, line
    for (TableReader& entry : table.tables("mistake")) {
        const std::string name = entry.text("file");
        Mistake mistake{folder / name, read_reason(entry, "reason"), entry.text("summary")};
        entry.finish();
        if (name.empty()) {
            continue;
        }
        if (!is_mistake_name(name, suffix)) {
            entry.fault(entry.line("file"),
                        fmt::format("{} is not the name of a {} file", in_quotes(name),
                                    suffix == ".py" ? "Python" : "C++"),
                        fmt::format("use letters, digits and underscores, and end it with {}", suffix));
        } else if (!listed.insert(name).second) {
            entry.fault(entry.line("file"), fmt::format("mistake '{}' is listed twice", name),
                        "remove one of the two");
        } else {
            to_find.emplace_back(name, entry.line("file"));
        }
        exercise.mistakes.push_back(std::move(mistake));
    }
    const bool clean = findings.count() == before && table.has("mistake");
    const std::size_t found_before = findings.count();
    const auto present = entries_of(folder, Entries::all, findings);
    if (findings.count() > found_before) {
        return;
    }
    for (const auto& [name, line] : to_find) {
        if (std::find(present.begin(), present.end(), name) != present.end()) {
            if (!options.for_learner) {
                findings.read(folder / name);
            }
            continue;
        }
        std::vector<std::string> unlisted;
        std::copy_if(present.begin(), present.end(), std::back_inserter(unlisted),
                     [&listed](const std::string& other) { return !listed.contains(other); });
        table.fault(line, fmt::format("check/mistakes/{} is missing", name),
                    did_you_mean(name, unlisted, "write it, or remove this [[mistake]]"));
        if (auto meant = closest(name, unlisted)) {
            listed.insert(std::move(*meant)); // one fault, not two
        }
    }
    if (clean) { // else the file may well be listed, but with a fault
        report_unlisted(folder, listed, findings);
    }
}

void read_exercise_toml(const fs::path& file, const LoadOptions& options, Exercise& exercise,
                        Findings& findings) {
    auto toml = TableReader::open(file, findings);
    if (!toml) {
        return;
    }
    exercise.title = toml->text("title");
    exercise.summary = toml->text("summary");
    exercise.function = toml->text("function");
    if (!exercise.function.empty() && !is_python_name(exercise.function)) {
        toml->fault(toml->line("function"),
                    fmt::format("{} is not the name of a function", in_quotes(exercise.function)),
                    "use letters, digits and underscores");
    }
    exercise.stub_fails_with = read_reason(*toml, "stub_fails_with");
    if (read_requirement(*toml, exercise)) {
        exercise.score = read_score(*toml, exercise.requirement);
    } else {
        toml->ignore("score");
    }
    if (auto limits = toml->table("limits", Presence::optional)) {
        exercise.limits = read_limits(*limits);
    }
    read_mistakes(*toml, options, exercise, findings);
    toml->finish();
}

std::vector<std::string> read_hints(const fs::path& file, Findings& findings) {
    std::vector<std::string> hints;
    const auto text = findings.read(file);
    if (!text) {
        return hints;
    }
    const MarkdownFile markdown = split_markdown(*text);
    if (markdown.open_fence_line != 0) {
        findings.add(file, markdown.open_fence_line, "this code fence is never closed",
                     "close it with the same marks on a line of their own");
        return hints;
    }
    if (markdown.sections.empty()) {
        findings.add(file, 1, "there is no hint in this file", "begin each hint with a '## ' heading");
    } else if (!markdown.before.empty() && split_lines(markdown.before).size() > 1) {
        // One line is the file's own title; more would be text that no learner ever sees.
        findings.add(file, markdown.before_line, "text before the first hint",
                     "move it below a '## ' heading");
    }
    for (const MarkdownSection& hint : markdown.sections) {
        if (hint.title.empty() || hint.body.empty()) {
            findings.add(file, hint.line, "this hint is empty", "give it a title and a text");
        }
        hints.push_back(fmt::format("## {}\n\n{}", hint.title, hint.body));
    }
    return hints;
}

} // namespace

Exercise load_exercise(const fs::path& folder, const fs::path& solution_folder, const LoadOptions& options,
                       Findings& findings) {
    Exercise exercise;
    exercise.folder = folder;
    exercise.reference = folder / "check" / "reference.py";
    exercise.inputs = folder / "check" / "inputs.py";
    read_exercise_toml(folder / "exercise.toml", options, exercise, findings);
    const std::string name = fmt::format("submission{}", suffix_of(exercise.requirement));
    exercise.stub = folder / name;
    exercise.solution = solution_folder / name;
    exercise.readme = findings.read(folder / "README.md").value_or("");
    exercise.hints = read_hints(folder / "hints.md", findings);
    if (!options.for_learner) {
        exercise.stub_source = findings.read(exercise.stub).value_or("");
    }
    std::vector<fs::path> others{exercise.solution, exercise.reference, exercise.inputs};
    if (const auto* const native = std::get_if<NativeRequirement>(&exercise.requirement);
        native != nullptr && !native->rules.empty()) {
        others.insert(others.end(), {native->rules, native->driver, native->reference});
    }
    for (const fs::path& file : others) {
        std::error_code error;
        if (!options.for_learner || !fs::exists(file, error)) {
            findings.read(file); // only whether it can be read
        }
    }
    return exercise;
}

} // namespace gilkit::content
