#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/kit.hpp"
#include "cli/progress.hpp"
#include "content/condition.hpp"
#include "content/observed.hpp"
#include "judge/grade.hpp"
#include "judge/lesson_run.hpp"
#include "os/fd.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include <ctime>
#include <memory>

namespace gilkit::cli {

using nlohmann::ordered_json;

namespace {

struct VerifyArguments {
    std::vector<std::string> ids;
    bool record = false;
    std::string python = "python3";
};

// Verifies unit after unit; the first interruption ends it.
class Verifier {
public:
    Verifier(const Kit& kit, judge::Interpreter interpreter, sandbox::Enclosure enclosure, bool record)
        : kit_(kit), interpreter_(std::move(interpreter)), enclosure_(std::move(enclosure)), record_(record) {
    }

    int verify(const std::vector<const content::Unit*>& units) {
        for (const content::Unit* unit : units) {
            if (unit->lesson) {
                verify_lesson(*unit->lesson);
            }
            if (unit->exercise && !record_ && !interrupted_) {
                verify_exercise(*unit->exercise);
            }
            if (interrupted_) {
                progress_.clear();
                complain("interrupted; nothing was left running");
                return exit_interrupted;
            }
        }
        progress_.clear();
        fmt::print("{} checks, {} failed\n", checks_, failed_);
        return failed_ == 0 ? exit_ok : exit_failed;
    }

private:
    void say(bool good, const std::string& what) {
        progress_.clear();
        ++checks_;
        failed_ += good ? 0 : 1;
        fmt::print("{} {}\n", good ? "ok    " : "FAILED", what);
        std::fflush(stdout);
    }

    static std::string today() {
        const std::time_t now = std::time(nullptr);
        std::tm day{};
        ::gmtime_r(&now, &day);
        return fmt::format("{:%Y-%m-%d}", day);
    }

    void verify_lesson(const content::Lesson& lesson) {
        const std::string name = "lesson " + lesson.id;
        progress_.show(name + ": running its programs");
        const auto recording = judge::record_lesson(lesson, interpreter_, kit_.runner(), today());
        if (!recording) {
            interrupted_ = recording.error().interrupted;
            if (!interrupted_) {
                say(false, name + ": " + recording.error().message);
            }
            return;
        }
        say(true, name + ": both programs print the lines that the lesson says");
        const auto right = right_choice(lesson, *recording);
        if (!right) {
            say(false, name + ": " + right.error());
            return;
        }
        if (record_) {
            write_recording(lesson, *recording);
            return;
        }
        say(lesson.prediction.choices[*right].right,
            fmt::format("{}: measured here, choice {} of the prediction is right{}", name, *right + 1,
                        lesson.prediction.choices[*right].right ? ", as recorded"
                                                                : ", and another one was recorded"));
    }

    // The one choice whose condition holds in a recording.
    static tl::expected<std::size_t, std::string> right_choice(const content::Lesson& lesson,
                                                               const ordered_json& recording) {
        const auto values = content::flatten_recording(nlohmann::json(recording));
        std::vector<std::size_t> right;
        for (std::size_t i = 0; i < lesson.prediction.choices.size(); ++i) {
            const auto holds =
                content::parse_condition(lesson.prediction.choices[i].when)
                    .and_then([&](const auto& condition) { return content::evaluate(condition, values); });
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

    // Replaces the recording made with the same interpreter, or adds one; the first in the file is the one
    // that the lesson shows.
    void write_recording(const content::Lesson& lesson, const ordered_json& recording) {
        const auto file = lesson.folder / "observed.json";
        ordered_json observed{{"schema", "gilkit.observed/1"}, {"recordings", ordered_json::array()}};
        if (!lesson.observed_json.empty()) {
            observed = ordered_json::parse(lesson.observed_json);
        }
        auto& recordings = observed["recordings"];
        const auto same = [&](const ordered_json& other) {
            return other["interpreter"]["implementation"] == interpreter_.implementation &&
                   other["interpreter"]["version"] == interpreter_.version;
        };
        const auto old = std::find_if(recordings.begin(), recordings.end(), same);
        if (old != recordings.end()) {
            *old = recording;
        } else {
            recordings.push_back(recording);
        }
        const auto written = os::write_file_atomically(file, observed.dump(2) + "\n");
        say(written.has_value(), written ? "recorded " + file.string() : written.error().to_string());
    }

    void verify_exercise(const content::Exercise& exercise) {
        verify_submission(exercise, exercise.solution, "the solution", std::nullopt);
        verify_submission(exercise, exercise.stub, "the stub", exercise.stub_fails_with);
        for (const content::Mistake& mistake : exercise.mistakes) {
            verify_submission(exercise, mistake.file, "the mistake " + mistake.file.filename().string(),
                              mistake.reason);
        }
    }

    // `reason`: what it must fail with; nullopt: it must pass.
    void verify_submission(const content::Exercise& exercise, const std::filesystem::path& file,
                           const std::string& what, const std::optional<std::string>& reason) {
        if (interrupted_) {
            return;
        }
        const std::string name = fmt::format("exercise {}: {}", exercise.id, what);
        const auto source = os::read_regular_file(file, judge::max_submission_bytes);
        if (!source) {
            say(false, source.error().to_string());
            return;
        }
        judge::GradeOptions options;
        options.interpreter = interpreter_;
        options.enclosure = enclosure_;
        options.runner = kit_.runner();
        options.progress = [&](std::string_view step) { progress_.show(name + ": " + std::string(step)); };
        const auto result = judge::grade(exercise, *source, file.string(), options);
        if (!result) {
            interrupted_ = true;
            return;
        }
        const std::string got = result->reason ? std::string(judge::to_string(*result->reason))
                                               : std::string(judge::to_string(result->verdict));
        const std::string wanted = reason.value_or("passed");
        say(got == wanted, got == wanted
                               ? fmt::format("{}: {}", name, got)
                               : fmt::format("{}: {} instead of {}: {}", name, got, wanted, result->message));
    }

    const Kit& kit_;
    judge::Interpreter interpreter_;
    sandbox::Enclosure enclosure_;
    bool record_;
    bool interrupted_ = false;
    int checks_ = 0;
    int failed_ = 0;
    Progress progress_;
};

std::vector<const content::Exercise*> exercises_to_verify(const std::vector<const content::Unit*>& units,
                                                          const VerifyArguments& arguments) {
    std::vector<const content::Exercise*> exercises;
    for (const content::Unit* unit : units) {
        if (unit->exercise && !arguments.record) {
            exercises.push_back(&*unit->exercise);
        }
    }
    return exercises;
}

int run_verify(const VerifyArguments& arguments) {
    const auto kit = find_kit();
    const auto course = kit ? load_course(*kit, {.require_observed = !arguments.record}) : std::nullopt;
    if (!course) {
        return exit_usage;
    }
    std::vector<const content::Unit*> units;
    for (const std::string& id : arguments.ids) {
        const content::Unit* unit = course->find(id);
        if (unit == nullptr) {
            complain(fmt::format("there is no lesson or exercise '{}'; see gilkit list", id));
            return exit_usage;
        }
        units.push_back(unit);
    }
    if (units.empty()) {
        for (const content::Unit& unit : course->units) {
            units.push_back(&unit);
        }
    }
    const std::vector<const content::Exercise*> exercises = exercises_to_verify(units, arguments);
    if (!machine_is_ready(exercises)) {
        return exit_grader_broke;
    }
    auto [interpreter, exit_code] = student_interpreter(arguments.python);
    if (!interpreter) {
        return exit_code;
    }
    sandbox::Enclosure enclosure = enclosure_for(*kit);
    if (!exercises.empty() && !places_are_ready(enclosure)) {
        return exit_grader_broke;
    }
    return Verifier(*kit, *std::move(interpreter), std::move(enclosure), arguments.record).verify(units);
}

} // namespace

void add_verify(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<VerifyArguments>();
    CLI::App* command = app.add_subcommand(
        "verify",
        "For authors: check that lessons claim what is measured and exercises catch what they must");
    command->add_option("ID", arguments->ids, "Lessons and exercises to verify (default: all)");
    command->add_flag("--record", arguments->record,
                      "Run the lessons' programs and write their observed.json");
    command->add_option("--python", arguments->python, "The Python that runs everything (default: python3)")
        ->type_name("PATH");
    command->footer(
        "Example:\n"
        "  gilkit verify four-threads-one-core\n"
        "  gilkit verify --record --python /usr/bin/python3\n\n"
        "Exit code: 0 all holds, 1 something does not, 2 wrong usage or content, 3 gilkit itself\n"
        "failed, 130 interrupted.");
    command->callback([arguments, &action] { action = [arguments] { return run_verify(*arguments); }; });
}

} // namespace gilkit::cli
