#include "judge/lesson_run.hpp"

#include "content/prints.hpp"
#include "gil/observer.hpp"
#include "judge/grade.hpp"
#include "measure/sampler.hpp"
#include "os/capture.hpp"
#include "os/clock.hpp"
#include "os/cores.hpp"
#include "os/procfs.hpp"
#include "os/prompt_wakeups.hpp"
#include "os/temp_dir.hpp"

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

class Recorder {
public:
    Recorder(const Interpreter& interpreter, const std::filesystem::path& runner, const os::TempDir& folder)
        : interpreter_(interpreter), runner_(runner), folder_(folder),
          switch_interval_s_(ask_switch_interval_s()) {}

    tl::expected<ordered_json, LessonError> record(const content::Program& program) const {
        const auto plain = run(program, options({program.file.string()}, {}), {});
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

    // How long the program really takes on 1, 2, 4 … of this machine's cores: [{"cores", "wall_s"}].
    tl::expected<ordered_json, LessonError> measure_on_cores(const content::Program& program) const {
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
                if (const auto ran = run(program, std::move(command), hooks); !ran) {
                    return tl::unexpected(ran.error());
                }
                shortest_s = std::min(shortest_s, os::seconds(end_ns - begin_ns));
            }
            measured.push_back({{"cores", cores}, {"wall_s", rounded(shortest_s)}});
        }
        return measured;
    }

    tl::expected<gil::Recording, LessonError> observe(const content::Program& program) const {
        std::optional<gil::Observer> observer;
        std::optional<os::PromptWakeups> prompt;
        os::CaptureHooks hooks;
        hooks.tick_ns = os::from_seconds(1 / gil::usual_rate_hz);
        hooks.on_start = [&](pid_t pid) {
            observer.emplace([pid] { return os::with_descendants({pid}); }, os::monotonic_ns());
            prompt.emplace();
        };
        hooks.on_tick = [&](std::int64_t now_ns) {
            if (now_ns >= observer->due_ns()) {
                observer->tick(now_ns);
            }
        };
        hooks.on_end = [&](std::int64_t now_ns) { observer->finish(now_ns); };
        const auto ran = run(program, options({program.file.string()}, {}), hooks);
        if (!ran) {
            return tl::unexpected(ran.error());
        }
        return observer->recording();
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

    static tl::expected<os::Captured, LessonError>
    run(const content::Program& program, os::SpawnOptions command, const os::CaptureHooks& hooks) {
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
        const auto ran =
            run(program,
                switch_interval_s_ ? options({runner_.string(), "--program", program.file.string()},
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

tl::expected<LessonRecording, LessonError> record_lesson(const content::Lesson& lesson,
                                                         const Interpreter& interpreter,
                                                         const std::filesystem::path& runner,
                                                         const std::string& today, Detail detail) {
    const auto folder = os::TempDir::create("gilkit-lesson-");
    if (!folder) {
        return tl::unexpected(LessonError{false, folder.error().to_string()});
    }
    const Recorder recorder(interpreter, runner, *folder);
    const Machine machine = describe_machine();
    LessonRecording made;
    ordered_json& recording = made.figures;
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
        if (detail == Detail::all) {
            auto measured = recorder.measure_on_cores(*program);
            if (!measured) {
                return tl::unexpected(measured.error());
            }
            (*entry)["measured"] = *std::move(measured);
            auto timeline = recorder.observe(*program);
            if (!timeline) {
                return tl::unexpected(timeline.error());
            }
            made.timelines.emplace(name, *std::move(timeline));
        }
        recording["programs"][name] = *std::move(entry);
    }
    return made;
}

} // namespace gilkit::judge
