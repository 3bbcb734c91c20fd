#include "judge/lesson_run.hpp"

#include "content/prints.hpp"
#include "judge/grade.hpp"
#include "measure/sampler.hpp"
#include "os/capture.hpp"
#include "os/clock.hpp"
#include "os/temp_dir.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <functional>
#include <optional>

namespace gilkit::judge {

using nlohmann::ordered_json;

namespace {

// A lesson's program ends within five seconds on two quiet cores; this is for a machine that is anything but.
constexpr double lesson_patience_s = 120;

// A thousandth is more than any of these figures is good for, and keeps the file readable.
double rounded(double value) {
    return std::round(value * 1000) / 1000;
}

class Recorder {
public:
    Recorder(const Interpreter& interpreter, const std::filesystem::path& runner, const os::TempDir& folder)
        : interpreter_(interpreter), runner_(runner), folder_(folder),
          switch_interval_s_(ask_switch_interval_s()) {}

    tl::expected<ordered_json, LessonError> record(const content::Program& program) const {
        const auto plain = run(program, {program.file.string()}, {}, {});
        if (!plain) {
            return tl::unexpected(plain.error());
        }
        const auto printed = content::match_prints(program.prints, plain->out);
        if (!printed) {
            return tl::unexpected(LessonError{false, program.file.string() + ": " + printed.error()});
        }
        ordered_json entry{{"stdout", plain->out}, {"exit_code", plain->status.code}};
        entry["printed"] = *printed;
        if (auto added = add_demand(program, entry); !added) {
            return tl::unexpected(added.error());
        }
        return entry;
    }

    // What sys.getswitchinterval() says, seconds; nullopt where there is none (Jython).
    std::optional<double> switch_interval_s() const { return switch_interval_s_; }

private:
    std::optional<double> ask_switch_interval_s() const {
        const auto asked =
            os::run_and_capture(options({"-c", "import sys; print(sys.getswitchinterval())"}, {}),
                                os::monotonic_ns() + os::from_seconds(lesson_patience_s));
        if (!asked || !asked->status.success()) {
            return std::nullopt;
        }
        return std::strtod(asked->out.c_str(), nullptr);
    }

    os::SpawnOptions options(std::vector<std::string> arguments,
                             std::vector<std::string> more_environment) const {
        os::SpawnOptions made;
        made.argv = {interpreter_.path, "-B", "-s"};
        made.argv.insert(made.argv.end(), arguments.begin(), arguments.end());
        made.environment = {"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "PYTHONDONTWRITEBYTECODE=1",
                            "HOME=" + folder_.path().string(), "TMPDIR=" + folder_.path().string()};
        made.environment.insert(made.environment.end(), more_environment.begin(), more_environment.end());
        made.directory = folder_.path();
        made.new_session = true;
        made.die_with_us = true;
        return made;
    }

    tl::expected<os::Captured, LessonError> run(const content::Program& program,
                                                std::vector<std::string> arguments,
                                                std::vector<std::string> more_environment,
                                                const os::CaptureHooks& hooks) const {
        auto ran = os::run_and_capture(options(std::move(arguments), std::move(more_environment)),
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

    tl::expected<void, LessonError> add_demand(const content::Program& program, ordered_json& entry) const {
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
        const auto ran = switch_interval_s_
                             ? run(program, {runner_.string(), "--program", program.file.string()},
                                   {"GILKIT_SWITCH_INTERVAL=1"}, hooks)
                             : run(program, {program.file.string()}, {}, hooks);
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
            entry[fmt::format("speedup_{}", cores)] =
                rounded(replayed_s > 0 ? demand->cpu_s / replayed_s : 0);
        }
        return {};
    }

    const Interpreter& interpreter_;
    const std::filesystem::path& runner_;
    const os::TempDir& folder_;
    std::optional<double> switch_interval_s_;
};

} // namespace

tl::expected<ordered_json, LessonError> record_lesson(const content::Lesson& lesson,
                                                      const Interpreter& interpreter,
                                                      const std::filesystem::path& runner,
                                                      const std::string& today) {
    const auto folder = os::TempDir::create("gilkit-lesson-");
    if (!folder) {
        return tl::unexpected(LessonError{false, folder.error().to_string()});
    }
    const Recorder recorder(interpreter, runner, *folder);
    const Machine machine = describe_machine();
    ordered_json recording;
    recording["recorded"] = today;
    recording["gilkit"] = GILKIT_VERSION;
    recording["machine"] = {
        {"cores_online", machine.cores_online},
        {"cores_effective", machine.cores_effective},
        {"kernel", machine.kernel.substr(0, machine.kernel.find_first_not_of("0123456789."))}};
    ordered_json& python = recording["interpreter"];
    python = {{"implementation", interpreter.implementation}, {"version", interpreter.version}};
    python["gil_enabled"] = interpreter.gil_enabled ? ordered_json(*interpreter.gil_enabled) : ordered_json();
    const auto interval_s = recorder.switch_interval_s();
    python["switch_interval_s"] = interval_s ? ordered_json(*interval_s) : ordered_json();
    for (const auto& [name, program] :
         {std::pair{"broken", &lesson.broken}, std::pair{"fixed", &lesson.fixed}}) {
        auto entry = recorder.record(*program);
        if (!entry) {
            return tl::unexpected(entry.error());
        }
        recording["programs"][name] = *std::move(entry);
    }
    return recording;
}

} // namespace gilkit::judge
