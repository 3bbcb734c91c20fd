#include "observe/observe.hpp"

#include "judge/grade.hpp"
#include "observe/watch.hpp"
#include "os/cores.hpp"
#include "os/inheritance.hpp"
#include "os/worker.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <filesystem>
#include <system_error>

namespace gilkit::observe {

namespace {

ObserveError why_not_started(const std::string& program, const os::Error& error) {
    const bool run_failed = error.what.starts_with("run ");
    if (!run_failed) {
        return {ObserveFault::failed, error.to_string()};
    }
    std::error_code ignored;
    if (error.code != ENOENT) {
        return {ObserveFault::not_executable,
                fmt::format("can't run {}: {}", program, std::generic_category().message(error.code))};
    }
    if (program.find('/') != std::string::npos && std::filesystem::exists(program, ignored)) {
        return {ObserveFault::not_found,
                fmt::format("can't run {}: it is there, but the interpreter that it names is not; look at "
                            "its first line",
                            program)};
    }
    return {ObserveFault::not_found,
            fmt::format("can't find the command {}{}", program,
                        program.find('/') == std::string::npos ? "; give its path, or look at PATH" : "")};
}

// Where standard input stands, when it is a file: a second run is to read what the first one did.
class Input {
public:
    void rewind() const {
        if (start_ >= 0) {
            ::lseek(STDIN_FILENO, start_, SEEK_SET);
        }
    }

private:
    off_t start_ = ::lseek(STDIN_FILENO, 0, SEEK_CUR);
};

class Rounds {
public:
    Rounds(const ObserveOptions& options, const os::SignalRelay& relay) : options_(options), relay_(relay) {
        observation_.command = options.command;
        observation_.wanted_runs = options.runs;
        observation_.machine = judge::describe_machine();
        observation_.cores_allowed = static_cast<int>(cpus_.size());
        observation_.no_demand_because = why_no_demand();
        note_circumstances();
    }

    tl::expected<Observation, ObserveError> all() {
        for (int round = 1; round <= options_.runs; ++round) {
            std::vector<std::optional<int>> kinds{std::nullopt};
            kinds.insert(kinds.end(), options_.cores.begin(), options_.cores.end());
            for (const auto& cores : kinds) {
                announce(round, cores);
                if (auto ran = once(cores); !ran) {
                    return tl::unexpected(ran.error());
                }
                const bool last = round == options_.runs && cores == kinds.back();
                if (observation_.ended_early_because.empty() && !last) {
                    observation_.ended_early_because = why_not_go_on();
                }
                if (!observation_.ended_early_because.empty()) {
                    return std::move(observation_);
                }
            }
        }
        return std::move(observation_);
    }

private:
    void note_circumstances() {
        if (!options_.cores.empty() && observation_.machine.cores_effective < options_.cores.back()) {
            observation_.notes.push_back(
                fmt::format("A CPU quota gives {:.1f} cores' worth of time here, however many cores the "
                            "command is confined to.",
                            observation_.machine.cores_effective));
        }
    }

    void announce(int round, std::optional<int> cores) const {
        if (options_.progress && (options_.runs > 1 || !options_.cores.empty())) {
            options_.progress(fmt::format(
                "run {} of {}{}", round, options_.runs,
                cores ? fmt::format(", confined to {} core{}", *cores, *cores == 1 ? "" : "s") : ""));
        }
    }

    tl::expected<void, ObserveError> once(std::optional<int> cores) {
        os::SpawnOptions options;
        options.argv = options_.command;
        options.environment = os::environment();
        if (cores) {
            options.cpus.assign(cpus_.begin(), cpus_.begin() + *cores);
        }
        input_.rewind();
        os::leave_out_children();
        auto run = watch_run(relay_, options,
                             {observation_.no_demand_because.empty(),
                              cores ? std::nullopt : options_.gil_rate_hz, options_.live});
        if (!run && observation_.runs.empty()) {
            return tl::unexpected(why_not_started(options_.command.front(), run.error()));
        }
        if (!run) {
            observation_.ended_early_because = why_not_started(options_.command.front(), run.error()).message;
            return {};
        }
        run->figures.cores = cores;
        if (run->interrupted_by != 0) {
            observation_.interrupted_by = run->interrupted_by;
        }
        if (run->hidden_processes) {
            observation_.no_demand_because = "some of its processes run as another user, and this /proc "
                                             "(mounted with hidepid) does not show them";
        }
        if (run->recording) {
            observation_.recording = std::move(run->recording);
        }
        observation_.runs.push_back(std::move(run->figures));
        if (run->unreachable) {
            observation_.notes.emplace_back(
                "The command could not be ended: it is frozen, or runs with the rights of another user. It "
                "was left as it is.");
        }
        return {};
    }

    std::string why_not_go_on() {
        const ObservedRun& run = observation_.runs.back();
        // A signal that came after the run's end is for us alone.
        while (const auto signal = relay_.next()) {
            if (os::is_interruption(signal->number)) {
                observation_.interrupted_by = signal->number;
            }
        }
        if (observation_.interrupted_by != 0) {
            return "interrupted";
        }
        if (run.signal) {
            return fmt::format("signal {} ended the command", *run.signal);
        }
        return {};
    }

    const ObserveOptions& options_;
    const os::SignalRelay& relay_;
    std::vector<int> cpus_ = os::allowed_cpus();
    Input input_;
    Observation observation_;
};

} // namespace

tl::expected<Observation, ObserveError> observe(const ObserveOptions& options) {
    const auto relay = os::SignalRelay::open();
    if (!relay) {
        return tl::unexpected(ObserveError{ObserveFault::failed, relay.error().to_string()});
    }
    return Rounds(options, *relay).all();
}

} // namespace gilkit::observe
