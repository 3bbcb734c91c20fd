// Runs the two programs of a lesson and records what they print and how parallel they are.
#pragma once

#include "content/model.hpp"
#include "gil/recording.hpp"
#include "judge/result.hpp"
#include "os/subprocess.hpp"
#include "os/temp_dir.hpp"

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gilkit::judge {

struct LessonError {
    bool interrupted = false;
    std::string message; // names the program and what is wrong with it
};

struct LessonRecording {
    nlohmann::ordered_json figures; // in the form that observed.json has in its list "recordings"
    // What its threads did about the GIL, by the name of the program in there ("broken", "fixed"); empty
    // where only claims were to be checked.
    std::map<std::string, gil::Recording> timelines;
};

enum class Detail {
    claims, // what a lesson can claim: what the programs print, and their demand
    all,    // how long they take on cores that exist, and their timelines, too
};

// Runs programs of lessons, one at a time, in a folder of its own. They are the course's own: no box is
// needed. A program that fails, or that prints other lines than the lesson says, is an error. `interpreter`
// and `runner` must outlive it.
class LessonRunner {
public:
    static tl::expected<LessonRunner, LessonError> create(const Interpreter& interpreter,
                                                          const std::filesystem::path& runner);

    // The program's entry in "programs" of a recording: {"stdout", "exit_code", "printed"}. `timeline`, if
    // not null, gets what its threads did about the GIL meanwhile.
    tl::expected<nlohmann::ordered_json, LessonError> run(const content::Program& program,
                                                          gil::Recording* timeline = nullptr) const;
    // Adds its demand to the entry: it runs once more, under observation, with a long switch interval.
    tl::expected<void, LessonError> add_demand(const content::Program& program,
                                               nlohmann::ordered_json& entry) const;
    // How long it really takes on 1, 2, 4 … of this machine's cores: [{"cores", "wall_s"}].
    tl::expected<nlohmann::ordered_json, LessonError> measure_on_cores(const content::Program& program) const;

    // A recording without programs. `today`: "2026-11-22".
    nlohmann::ordered_json new_recording(const std::string& today) const;

private:
    LessonRunner(const Interpreter& interpreter, const std::filesystem::path& runner, os::TempDir folder);
    std::optional<double> ask_switch_interval_s() const;
    os::SpawnOptions options(std::vector<std::string> arguments,
                             std::vector<std::string> more_environment) const;

    const Interpreter* interpreter_;
    const std::filesystem::path* runner_;
    os::TempDir folder_;
    std::optional<double> switch_interval_s_; // seconds; nullopt where there is none (Jython)
};

// Both programs of a lesson, run for all that is asked for.
tl::expected<LessonRecording, LessonError> record_lesson(const content::Lesson& lesson,
                                                         const Interpreter& interpreter,
                                                         const std::filesystem::path& runner,
                                                         const std::string& today, Detail detail);

// The choice of a prediction whose condition holds in a recording. The error says why there is not exactly
// one.
tl::expected<std::size_t, std::string> right_choice(const content::Prediction& prediction,
                                                    const nlohmann::ordered_json& recording);

} // namespace gilkit::judge
