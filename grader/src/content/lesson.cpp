#include "content/lesson.hpp"

#include "content/condition.hpp"
#include "content/observed.hpp"
#include "content/prints.hpp"
#include "content/references.hpp"
#include "content/sections.hpp"
#include "content/text.hpp"
#include "content/toml_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace gilkit::content {
namespace {

namespace fs = std::filesystem;

struct ParsedChoice {
    std::optional<Condition> condition; // nullopt when it is malformed
    std::size_t line = 0;               // of `when`
};

// What lesson.toml says beyond the model, needed once the recording is known.
struct Claims {
    std::vector<ParsedChoice> choices;
    std::size_t prediction_line = 0;
    bool broken_prints_good = false;
    bool fixed_prints_good = false;
};

bool read_prints(TableReader& table, Program& program) {
    program.prints = table.texts("prints");
    if (const auto fault = check_patterns(program.prints)) {
        table.fault(table.line("prints"),
                    fmt::format("{} in line {} of 'prints'", fault->message, fault->index + 1),
                    "give each number a name of its own, followed by text that is no digit");
        return false;
    }
    return !program.prints.empty();
}

void read_choice(TableReader& table, Lesson& lesson, Claims& claims) {
    Choice choice;
    choice.text = table.text("text");
    choice.because = table.text("because");
    choice.when = table.text("when");
    ParsedChoice parsed;
    parsed.line = table.line("when");
    if (!choice.when.empty()) {
        if (auto condition = parse_condition(choice.when)) {
            parsed.condition = std::move(*condition);
        } else {
            table.fault(parsed.line, std::move(condition.error()),
                        "write comparisons like 'broken.speedup_4 < 1.3', joined by ' and '");
        }
    }
    table.finish();
    lesson.prediction.choices.push_back(std::move(choice));
    claims.choices.push_back(std::move(parsed));
}

void read_prediction(TableReader& table, Lesson& lesson, Claims& claims) {
    claims.prediction_line = table.line();
    lesson.prediction.question = table.text("question");
    auto choices = table.tables("choice");
    for (TableReader& choice : choices) {
        read_choice(choice, lesson, claims);
    }
    table.finish();
    if (!choices.empty() && (choices.size() < 3 || choices.size() > 5)) {
        table.fault(table.line(), fmt::format("a prediction with {} choices", choices.size()),
                    "offer three to five");
    }
}

void read_second_fix(TableReader& table, Lesson& lesson) {
    const std::string name = table.text("file");
    const std::string summary = table.text("summary");
    table.finish();
    if (name.empty() || summary.empty()) {
        return;
    }
    if (!name.starts_with("fixed_") || !name.ends_with(".py")) {
        table.fault(table.line("file"), fmt::format("{} is not the name of a second fix", in_quotes(name)),
                    "let it begin with fixed_ and end with .py");
        return;
    }
    lesson.second_fix = SecondFix{lesson.folder / name, "", summary};
}

Claims read_lesson_toml(const fs::path& file, Lesson& lesson, Findings& findings) {
    Claims claims;
    auto toml = TableReader::open(file, findings);
    if (!toml) {
        return claims;
    }
    lesson.title = toml->text("title");
    lesson.summary = toml->text("summary");
    if (auto broken = toml->table("broken")) {
        claims.broken_prints_good = read_prints(*broken, lesson.broken);
        broken->finish();
    }
    if (auto fixed = toml->table("fixed")) {
        claims.fixed_prints_good = read_prints(*fixed, lesson.fixed);
        fixed->finish();
    }
    if (auto prediction = toml->table("prediction")) {
        read_prediction(*prediction, lesson, claims);
    }
    if (auto second = toml->table("second_fix", Presence::optional)) {
        read_second_fix(*second, lesson);
    }
    toml->finish();
    return claims;
}

// The output that the site shows must be what lesson.toml says the program prints.
void check_output(const Program& program, const std::string& name, const nlohmann::json& recording,
                  const fs::path& observed, Findings& findings) {
    const nlohmann::json* output = find_recorded(recording, name + ".stdout");
    if (output == nullptr) {
        return;
    }
    if (const auto matched = match_prints(program.prints, output->get<std::string>()); !matched) {
        findings.add(observed, 0,
                     fmt::format("the recorded output of {} is not what lesson.toml says that it prints: {}",
                                 program.file.filename().string(), matched.error()),
                     record_again);
    }
}

// Finds the right choice: the one whose condition holds in the recording.
void judge_choices(Lesson& lesson, const Claims& claims, const nlohmann::json& recording,
                   const fs::path& file, Findings& findings) {
    const auto figures = flatten_recording(recording);
    std::vector<std::string> names;
    names.reserve(figures.size());
    for (const auto& [name, figure] : figures) {
        names.push_back(name);
    }
    std::vector<std::size_t> right;
    bool decided = !claims.choices.empty();
    for (std::size_t i = 0; i < claims.choices.size(); ++i) {
        const ParsedChoice& choice = claims.choices[i];
        const auto holds =
            choice.condition ? evaluate(*choice.condition, figures) : tl::make_unexpected(std::string());
        if (holds) {
            lesson.prediction.choices[i].right = *holds;
            if (*holds) {
                right.push_back(i + 1);
            }
            continue;
        }
        decided = false;
        if (!holds.error().empty()) {
            findings.add(file, choice.line,
                         fmt::format("nothing was recorded under {}", in_quotes(holds.error())),
                         did_you_mean(holds.error(), names, record_again));
        }
    }
    if (!decided || right.size() == 1) {
        return;
    }
    findings.add(file, claims.prediction_line,
                 right.empty()
                     ? std::string("no choice is right in the first recording")
                     : fmt::format("choices {} are all right in the first recording", fmt::join(right, ", ")),
                 "change the conditions so that exactly one holds");
}

std::optional<nlohmann::json> read_observed(const fs::path& file, const LoadOptions& options, Lesson& lesson,
                                            Findings& findings) {
    std::error_code error;
    if (options.recordings == Recordings::ignored) {
        return std::nullopt;
    }
    if (!fs::exists(file, error) && !error) {
        if (options.recordings == Recordings::required) {
            findings.add(file, 0, "this lesson was never recorded",
                         "record it with 'gilkit verify --record'");
        }
        return std::nullopt;
    }
    auto text = findings.read(file);
    if (!text) {
        return std::nullopt;
    }
    lesson.observed_json = std::move(*text);
    return parse_observed(lesson.observed_json, file, findings);
}

void read_sections(const fs::path& file, const nlohmann::json* recordings, Lesson& lesson,
                   Findings& findings) {
    const auto text = findings.read(file);
    if (!text) {
        return;
    }
    for (LessonSection& section : split_lesson(*text, file, findings)) {
        if (recordings != nullptr) {
            const ReferenceSources sources{lesson.broken.source, lesson.fixed.source, *recordings};
            section.markdown =
                resolve_references(section.markdown, sources, file, section.first_line, findings);
        }
        const std::string slug = slugify(section.title);
        lesson.sections.push_back({std::move(section.title), slug, std::move(section.markdown)});
    }
}

} // namespace

Lesson load_lesson(const fs::path& folder, const LoadOptions& options, Findings& findings) {
    Lesson lesson;
    lesson.folder = folder;
    lesson.broken.file = folder / "broken.py";
    lesson.fixed.file = folder / "fixed.py";
    const fs::path toml = folder / "lesson.toml";
    const fs::path observed = folder / "observed.json";

    const Claims claims = read_lesson_toml(toml, lesson, findings);
    lesson.broken.source = findings.read(lesson.broken.file).value_or("");
    lesson.fixed.source = findings.read(lesson.fixed.file).value_or("");
    if (lesson.second_fix) {
        lesson.second_fix->source = findings.read(lesson.second_fix->file).value_or("");
    }

    const auto document = read_observed(observed, options, lesson, findings);
    if (document) {
        const auto& recording = document->at("recordings").front(); // parse_observed() made sure of it
        if (claims.broken_prints_good) {
            check_output(lesson.broken, "broken", recording, observed, findings);
        }
        if (claims.fixed_prints_good) {
            check_output(lesson.fixed, "fixed", recording, observed, findings);
        }
        judge_choices(lesson, claims, recording, toml, findings);
    }
    // While lessons are recorded, their text may already speak of what is being recorded.
    const bool resolves = document && options.recordings == Recordings::required;
    read_sections(folder / "lesson.md", resolves ? &document->at("recordings") : nullptr, lesson, findings);
    return lesson;
}

} // namespace gilkit::content
