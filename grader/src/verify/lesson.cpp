#include "verify/lesson.hpp"

#include "content/condition.hpp"
#include "content/observed.hpp"
#include "judge/lesson_run.hpp"
#include "os/fd.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <ctime>

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

// The one choice whose condition holds in a recording.
tl::expected<std::size_t, std::string> right_choice(const content::Lesson& lesson,
                                                    const ordered_json& recording) {
    const auto values = content::flatten_recording(nlohmann::json(recording));
    std::vector<std::size_t> right;
    for (std::size_t i = 0; i < lesson.prediction.choices.size(); ++i) {
        const auto holds =
            content::parse_condition(lesson.prediction.choices[i].when).and_then([&](const auto& condition) {
                return content::evaluate(condition, values);
            });
        if (!holds) {
            return tl::unexpected(fmt::format("choice {}: {}", i + 1, holds.error()));
        }
        if (*holds) {
            right.push_back(i);
        }
    }
    if (right.size() != 1) {
        return tl::unexpected(fmt::format("{} of the prediction's conditions hold, not one; measured: {}",
                                          right.size(), recording["programs"].dump()));
    }
    return right.front();
}

Finding write_recording(const content::Lesson& lesson, const judge::Interpreter& interpreter,
                        const ordered_json& recording) {
    const auto file = lesson.folder / "observed.json";
    ordered_json observed{{"schema", "gilkit.observed/1"}, {"recordings", ordered_json::array()}};
    if (!lesson.observed_json.empty()) {
        observed = ordered_json::parse(lesson.observed_json);
    }
    auto& recordings = observed["recordings"];
    const auto same = [&](const ordered_json& other) {
        return other["interpreter"]["implementation"] == interpreter.implementation &&
               other["interpreter"]["version"] == interpreter.version;
    };
    const auto old = std::find_if(recordings.begin(), recordings.end(), same);
    if (old != recordings.end()) {
        *old = recording;
    } else {
        recordings.push_back(recording);
    }
    if (const auto written = os::write_file_atomically(file, observed.dump(2) + "\n"); !written) {
        return {Status::error, "error", written.error().to_string()};
    }
    return {Status::passed, "passed", "recorded " + file.string()};
}

struct Measured {
    ordered_json recording;
    std::size_t right = 0;
};

tl::expected<Measured, Finding> measure(const content::Lesson& lesson, const judge::Interpreter& interpreter,
                                        const std::filesystem::path& runner) {
    auto recording = judge::record_lesson(lesson, interpreter, runner, today());
    if (!recording) {
        Finding finding = failed(recording.error().message);
        finding.interrupted = recording.error().interrupted;
        return tl::unexpected(finding);
    }
    const auto right = right_choice(lesson, *recording);
    if (!right) {
        return tl::unexpected(failed(right.error()));
    }
    return Measured{*std::move(recording), *right};
}

} // namespace

Finding check_lesson(const content::Lesson& lesson, const judge::Interpreter& interpreter,
                     const std::filesystem::path& runner) {
    const auto measured = measure(lesson, interpreter, runner);
    if (!measured) {
        return measured.error();
    }
    if (!lesson.prediction.choices[measured->right].right) {
        return failed(fmt::format("measured here, choice {} of the prediction is right, and another one was "
                                  "recorded",
                                  measured->right + 1));
    }
    return {Status::passed, "passed",
            fmt::format("Both programs print what the lesson says, and choice {} of the prediction is right, "
                        "as recorded.",
                        measured->right + 1)};
}

Finding record_lesson(const content::Lesson& lesson, const judge::Interpreter& interpreter,
                      const std::filesystem::path& runner) {
    const auto measured = measure(lesson, interpreter, runner);
    return measured ? write_recording(lesson, interpreter, measured->recording) : measured.error();
}

} // namespace gilkit::verify
