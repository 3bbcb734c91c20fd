#include "judge/lesson_run.hpp"

#include "content/condition.hpp"
#include "content/observed.hpp"
#include "content/prints.hpp"
#include "gil/observer.hpp"
#include "judge/grade.hpp"
#include "measure/sampler.hpp"
#include "os/capture.hpp"
#include "os/clock.hpp"
#include "os/cores.hpp"
#include "os/procfs.hpp"
#include "os/prompt_wakeups.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <optional>

namespace gilkit::judge {

using nlohmann::ordered_json;

namespace {

// A lesson's program ends within five seconds on two quiet cores; this is for a machine that is anything but.
constexpr double lesson_patience_s = 120;
// On so many cores at most; and so often, of which the shortest counts: others may be at work meanwhile.
constexpr std::size_t most_cores = 16;
constexpr int runs_on_cores = 3;

// A thousandth is more than any of these figures is good for, and keeps the file readable.
double rounded(double value) {
    return std::round(value * 1000) / 1000;
}

tl::expected<os::Captured, LessonError> run_to_end(const content::Program& program, os::SpawnOptions command,
                                                   const os::CaptureHooks& hooks) {
    auto ran = os::run_and_capture(std::move(command),
                                   os::monotonic_ns() + os::from_seconds(lesson_patience_s), hooks);
    const auto error = [&](const std::string& what) {
        return tl::unexpected(LessonError{false, program.file.string() + ": " + what});
    };
    if (!ran) {
        return error(ran.error().to_string());
    }
    if (ran->interrupted) {
        return tl::unexpected(LessonError{true, "interrupted"});
    }
    if (ran->timed_out) {
        return error(fmt::format("did not end within {:.0f} s", lesson_patience_s));
    }
    if (!ran->status.success()) {
        return error(fmt::format("ended with exit code {}, signal {}:\n{}", ran->status.code,
                                 ran->status.signal, ran->err));
    }
    return *std::move(ran);
}

// Looks at the GIL while a program runs.
class Observed {
public:
    os::CaptureHooks hooks() {
        os::CaptureHooks made;
        made.tick_ns = os::from_seconds(1 / gil::usual_rate_hz);
        made.on_start = [this](pid_t pid) {
            observer_.emplace([pid] { return os::with_descendants({pid}); }, os::monotonic_ns());
            prompt_.emplace();
        };
        made.on_tick = [this](std::int64_t now_ns) {
            if (now_ns >= observer_->due_ns()) {
                observer_->tick(now_ns);
            }
        };
        made.on_end = [this](std::int64_t now_ns) { observer_->finish(now_ns); };
        return made;
    }
    gil::Recording recording() const { return observer_->recording(); }

private:
    std::optional<gil::Observer> observer_;
    std::optional<os::PromptWakeups> prompt_;
};

} // namespace

LessonRunner::LessonRunner(const Interpreter& interpreter, const std::filesystem::path& runner,
                           os::TempDir folder)
    : interpreter_(&interpreter), runner_(&runner), folder_(std::move(folder)),
      switch_interval_s_(ask_switch_interval_s()) {}

tl::expected<LessonRunner, LessonError> LessonRunner::create(const Interpreter& interpreter,
                                                             const std::filesystem::path& runner) {
    auto folder = os::TempDir::create("gilkit-lesson-");
    if (!folder) {
        return tl::unexpected(LessonError{false, folder.error().to_string()});
    }
    return LessonRunner(interpreter, runner, *std::move(folder));
}

std::optional<double> LessonRunner::ask_switch_interval_s() const {
    const auto asked = os::run_and_capture(options({"-c", "import sys; print(sys.getswitchinterval())"}, {}),
                                           os::monotonic_ns() + os::from_seconds(lesson_patience_s));
    if (!asked || !asked->status.success()) {
        return std::nullopt;
    }
    return std::strtod(asked->out.c_str(), nullptr);
}

os::SpawnOptions LessonRunner::options(std::vector<std::string> arguments,
                                       std::vector<std::string> more_environment) const {
    os::SpawnOptions made;
    made.argv = {interpreter_->path, "-B", "-s"};
    made.argv.insert(made.argv.end(), arguments.begin(), arguments.end());
    made.environment = {"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "PYTHONDONTWRITEBYTECODE=1",
                        "HOME=" + folder_.path().string(), "TMPDIR=" + folder_.path().string()};
    made.environment.insert(made.environment.end(), more_environment.begin(), more_environment.end());
    made.directory = folder_.path();
    made.new_session = true;
    made.die_with_us = true;
    return made;
}

tl::expected<ordered_json, LessonError> LessonRunner::run(const content::Program& program,
                                                          gil::Recording* timeline) const {
    Observed observed;
    const auto plain = run_to_end(program, options({program.file.string()}, {}),
                                  timeline != nullptr ? observed.hooks() : os::CaptureHooks());
    if (!plain) {
        return tl::unexpected(plain.error());
    }
    const auto printed = content::match_prints(program.prints, plain->out);
    if (!printed) {
        return tl::unexpected(LessonError{false, program.file.string() + ": " + printed.error()});
    }
    if (timeline != nullptr) {
        *timeline = observed.recording();
    }
    ordered_json entry{{"stdout", plain->out}, {"exit_code", plain->status.code}};
    entry["printed"] = *printed;
    return entry;
}

tl::expected<ordered_json, LessonError>
LessonRunner::measure_on_cores(const content::Program& program) const {
    const std::vector<int> cpus = os::allowed_cpus();
    ordered_json measured = ordered_json::array();
    for (std::size_t cores = 1; cores <= std::min(cpus.size(), most_cores); cores *= 2) {
        double shortest_s = lesson_patience_s;
        for (int number = 0; number < runs_on_cores; ++number) {
            os::SpawnOptions command = options({program.file.string()}, {});
            command.cpus.assign(cpus.begin(), cpus.begin() + static_cast<std::ptrdiff_t>(cores));
            const std::int64_t begin_ns = os::monotonic_ns();
            std::int64_t end_ns = begin_ns;
            os::CaptureHooks hooks;
            hooks.on_end = [&](std::int64_t now_ns) { end_ns = now_ns; };
            if (const auto ran = run_to_end(program, std::move(command), hooks); !ran) {
                return tl::unexpected(ran.error());
            }
            shortest_s = std::min(shortest_s, os::seconds(end_ns - begin_ns));
        }
        measured.push_back({{"cores", cores}, {"wall_s", rounded(shortest_s)}});
    }
    return measured;
}

tl::expected<void, LessonError> LessonRunner::add_demand(const content::Program& program,
                                                         ordered_json& entry) const {
    std::optional<measure::DemandSampler> sampler;
    std::optional<measure::Demand> demand;
    os::CaptureHooks hooks;
    hooks.on_start = [&](pid_t pid) { sampler.emplace(pid).begin(os::monotonic_ns()); };
    hooks.on_tick = [&](std::int64_t now_ns) { sampler->tick(now_ns); };
    hooks.on_end = [&](std::int64_t now_ns) {
        sampler->tick(now_ns);
        demand = sampler->finish(now_ns, 0);
    };
    // Without a switch interval there is no GIL, and the runner is for Python 3.
    const auto ran =
        run_to_end(program,
                   switch_interval_s_ ? options({runner_->string(), "--program", program.file.string()},
                                                {"GILKIT_SWITCH_INTERVAL=1"})
                                      : options({program.file.string()}, {}),
                   hooks);
    if (!ran) {
        return tl::unexpected(ran.error());
    }
    entry["wall_s"] = rounded(demand->wall_s);
    entry["cpu_s"] = rounded(demand->cpu_s);
    entry["queue_s"] = rounded(demand->queue_s);
    entry["parallelism"] = rounded(demand->parallelism());
    entry["parallelism_low"] = rounded(demand->parallelism_low());
    for (const int cores : {2, 4, 8, 16}) {
        const double replayed_s = demand->trace.replay_s(cores);
        entry[fmt::format("speedup_{}", cores)] = rounded(replayed_s > 0 ? demand->cpu_s / replayed_s : 0);
    }
    return {};
}

ordered_json LessonRunner::new_recording(const std::string& today) const {
    const Machine machine = describe_machine();
    ordered_json recording;
    recording["recorded"] = today;
    recording["gilkit"] = GILKIT_VERSION;
    recording["machine"] = {
        {"cores_online", machine.cores_online},
        {"cores_effective", machine.cores_effective},
        {"kernel", machine.kernel.substr(0, machine.kernel.find_first_not_of("0123456789."))}};
    ordered_json& python = recording["interpreter"];
    python = {{"implementation", interpreter_->implementation}, {"version", interpreter_->version}};
    python["gil_enabled"] =
        interpreter_->gil_enabled ? ordered_json(*interpreter_->gil_enabled) : ordered_json();
    python["switch_interval_s"] = switch_interval_s_ ? ordered_json(*switch_interval_s_) : ordered_json();
    return recording;
}

tl::expected<LessonRecording, LessonError> record_lesson(const content::Lesson& lesson,
                                                         const Interpreter& interpreter,
                                                         const std::filesystem::path& runner,
                                                         const std::string& today, Detail detail) {
    const auto recorder = LessonRunner::create(interpreter, runner);
    if (!recorder) {
        return tl::unexpected(recorder.error());
    }
    LessonRecording made;
    made.figures = recorder->new_recording(today);
    for (const auto& [name, program] :
         {std::pair{"broken", &lesson.broken}, std::pair{"fixed", &lesson.fixed}}) {
        auto entry = recorder->run(*program);
        if (!entry) {
            return tl::unexpected(entry.error());
        }
        if (auto added = recorder->add_demand(*program, *entry); !added) {
            return tl::unexpected(added.error());
        }
        if (detail == Detail::all) {
            auto measured = recorder->measure_on_cores(*program);
            if (!measured) {
                return tl::unexpected(measured.error());
            }
            (*entry)["measured"] = *std::move(measured);
            // A run of its own: its output is not what the lesson shows.
            if (auto again = recorder->run(*program, &made.timelines[name]); !again) {
                return tl::unexpected(again.error());
            }
        }
        made.figures["programs"][name] = *std::move(entry);
    }
    return made;
}

tl::expected<std::size_t, std::string> right_choice(const content::Prediction& prediction,
                                                    const ordered_json& recording) {
    const auto values = content::flatten_recording(nlohmann::json(recording));
    std::vector<std::size_t> right;
    for (std::size_t i = 0; i < prediction.choices.size(); ++i) {
        const auto holds =
            content::parse_condition(prediction.choices[i].when).and_then([&](const auto& condition) {
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

} // namespace gilkit::judge
