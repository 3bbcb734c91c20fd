#include "verify/lesson.hpp"

#include "content/observed.hpp"
#include "judge/lesson_run.hpp"
#include "verify/observed_file.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <ctime>
#include <vector>

namespace gilkit::verify {

using nlohmann::ordered_json;

namespace {

Finding failed(std::string message) {
    return {Status::failed, "failed", std::move(message)};
}

std::string today() {
    const std::time_t now = std::time(nullptr);
    std::tm day{};
    ::gmtime_r(&now, &day);
    return fmt::format("{:%Y-%m-%d}", day);
}

struct Measured {
    judge::LessonRecording recording;
    std::size_t right = 0;
};

tl::expected<Measured, Finding> measure(const content::Lesson& lesson, const judge::Interpreter& interpreter,
                                        const std::filesystem::path& runner, judge::Detail detail) {
    auto recording = judge::record_lesson(lesson, interpreter, runner, today(), detail);
    if (!recording) {
        Finding finding = failed(recording.error().message);
        finding.interrupted = recording.error().interrupted;
        return tl::unexpected(finding);
    }
    const auto right = judge::right_choice(lesson.prediction, recording->figures);
    if (!right) {
        return tl::unexpected(failed(right.error()));
    }
    return Measured{*std::move(recording), *right};
}

// "3.11" of "3.11.2".
std::string minor_of(const std::string& version) {
    return version.substr(0, version.find('.', version.find('.') + 1));
}

// A recording, and the choice that was right in it.
struct Recorded {
    std::string where;
    std::size_t right = 0;
};

// The recordings made on an interpreter like this one: of its implementation, with a GIL or without as it is.
std::vector<ordered_json> recordings_on_one_like(const content::Lesson& lesson,
                                                 const judge::Interpreter& interpreter) {
    std::vector<ordered_json> alike;
    const ordered_json gil =
        interpreter.gil_enabled ? ordered_json(*interpreter.gil_enabled) : ordered_json();
    ordered_json observed = ordered_json::parse(lesson.observed_json);
    for (ordered_json& recording : observed["recordings"]) {
        const ordered_json& its = recording["interpreter"];
        if (its["implementation"] == interpreter.implementation && its["gil_enabled"] == gil) {
            alike.push_back(std::move(recording));
        }
    }
    return alike;
}

// Those of them that speak for it: of its own minor version, else all.
tl::expected<std::vector<Recorded>, std::string> recorded_for(const content::Lesson& lesson,
                                                              const judge::Interpreter& interpreter) {
    std::vector<Recorded> same_version;
    std::vector<Recorded> same_kind;
    for (const ordered_json& other : recordings_on_one_like(lesson, interpreter)) {
        const std::string where = content::interpreter_name(other);
        const auto right = judge::right_choice(lesson.prediction, other);
        if (!right) {
            return tl::unexpected(fmt::format("recorded on {}: {}", where, right.error()));
        }
        same_kind.push_back({where, *right});
        if (minor_of(other["interpreter"]["version"]) == minor_of(interpreter.version)) {
            same_version.push_back({where, *right});
        }
    }
    return same_version.empty() ? same_kind : same_version;
}

std::size_t shown_as_right(const content::Lesson& lesson) {
    const auto& choices = lesson.prediction.choices;
    return static_cast<std::size_t>(std::ranges::find(choices, true, &content::Choice::right) -
                                    choices.begin());
}

} // namespace

bool is_recorded_on_one_like(const content::Lesson& lesson, const judge::Interpreter& interpreter) {
    return !recordings_on_one_like(lesson, interpreter).empty();
}

Finding check_lesson(const content::Lesson& lesson, const judge::Interpreter& interpreter,
                     const std::filesystem::path& runner) {
    const auto measured = measure(lesson, interpreter, runner, judge::Detail::claims);
    if (!measured) {
        return measured.error();
    }
    const auto recorded = recorded_for(lesson, interpreter);
    if (!recorded) {
        return failed(recorded.error());
    }
    const auto agrees = [&](const Recorded& each) { return each.right == measured->right; };
    if (!recorded->empty() && std::ranges::none_of(*recorded, agrees)) {
        return failed(fmt::format("measured here, choice {} of the prediction is right, and on {} choice {} "
                                  "was recorded",
                                  measured->right + 1, recorded->front().where, recorded->front().right + 1));
    }
    const std::size_t shown = shown_as_right(lesson);
    return {
        Status::passed, "passed",
        fmt::format("Both programs print what the lesson says, and choice {} of the prediction is right, "
                    "{}{}.",
                    measured->right + 1,
                    recorded->empty() ? "which was not recorded for such an interpreter" : "as recorded",
                    shown == measured->right
                        ? ""
                        : fmt::format("; the lesson shows a recording in which choice {} is", shown + 1))};
}

Finding record_lesson(const content::Lesson& lesson, const judge::Interpreter& interpreter,
                      const std::filesystem::path& runner) {
    const auto measured = measure(lesson, interpreter, runner, judge::Detail::all);
    if (!measured) {
        return measured.error();
    }
    const auto written = add_to_observed_file(lesson, measured->recording);
    return written ? Finding{Status::passed, "passed", "recorded " + written->string()}
                   : Finding{Status::error, "error", written.error().to_string()};
}

} // namespace gilkit::verify
