// What grading one submission came to: the types that reports are written from.
//
// "The grader broke" is Verdict::error and never carries a Reason; "the learner's program failed" is
// Verdict::failed and always does.
#pragma once

#include "gil/recording.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::judge {

enum class Verdict : std::uint8_t { passed, failed, inconclusive, error };

enum class Reason : std::uint8_t {
    // the learner's program is wrong
    wrong_answer,
    not_parallel,
    too_slow,
    wasted_work,
    not_concurrent,
    overloaded,
    unresponsive,
    race,
    deadlock,
    no_result,
    crashed,
    invalid_submission,
    time_limit,
    memory_limit,
    output_limit,
    process_limit,
    // this machine can't tell
    too_few_cores,
    too_noisy,
    unsupported,
};

std::string_view to_string(Verdict verdict); // "passed"
std::string_view to_string(Reason reason);   // "wrong-answer"
std::optional<Reason> reason_from_string(std::string_view name);

enum class CheckStatus : std::uint8_t { passed, failed, inconclusive, skipped };
std::string_view to_string(CheckStatus status);

struct Check {
    std::string name; // "imports", "answers", "parallel"
    CheckStatus status = CheckStatus::skipped;
    std::string message; // one sentence
    std::optional<std::string> expected;
    std::optional<std::string> actual;
    // The line of the submission that it is about, from 1 on; nullopt: none, or not known.
    std::optional<int> line = std::nullopt;
};

// What the exercise gives for a result, check by check (judge/points.hpp).
struct Points {
    struct OfCheck {
        std::string name;
        double most = 0;
        double earned = 0;
    };
    double most = 0;
    // The sum over the checks; nullopt, when that would say something that nobody knows: the verdict is
    // inconclusive, or an error.
    std::optional<double> earned = std::nullopt;
    // All that this kind of exercise has, those that the grading did not come to included.
    std::vector<OfCheck> checks = {};
};

enum class Role : std::uint8_t { baseline, submission };
std::string_view to_string(Role role);

// One timed run, from the send of the input until the result is in and the process tree is idle.
struct RunFigures {
    Role role = Role::baseline;
    int cores = 0;          // how many real cores the run was allowed to use
    bool diagnosis = false; // run with a long switch interval, to tell the structure
    double wall_s = 0;
    double cpu_s = 0;           // on-CPU time of the whole tree
    double queue_s = 0;         // run-queue delay after which threads worked: could run, had no core
    double parallelism = 0;     // (cpu_s + queue_s) / wall_s
    double parallelism_low = 0; // the same, each delay weighted by the share of involuntary switches
    bool beside = false; // baseline and submission ran at the same time on one core: walls mean nothing
    // The speedup that its GILs allow, on any number of cores (gil/work.hpp); nullopt: they were not looked
    // at.
    std::optional<double> gil_ceiling = std::nullopt;
};

struct Interval {
    double estimate = 0;
    double low = 0;
    double high = 0;
};

// Real wall time with the process confined to `cores` of this machine's cores.
struct MeasuredWall {
    int cores = 0;
    double wall_s = 0;
    double speedup = 0; // baseline wall / wall_s
};

struct Measurement {
    std::vector<RunFigures> runs;
    std::optional<double> work_ratio; // CPU of the submission / CPU of the baseline
    int cores = 4;                    // what `speedup` is replayed on
    double required_speedup = 0;
    std::optional<Interval> speedup;
    std::vector<MeasuredWall> measured;
    std::map<int, double> predicted;       // cores → speedup, replayed on that many idle cores
    std::optional<double> serial_fraction; // Karp–Flatt, from `speedup`
    double machine_busy = 0; // share of the wanted CPU time that neighbours took: queue / (cpu + queue)
};

// Under how many hostile schedules a submission was tried, and under how many it was wrong.
struct Schedules {
    int tried = 0;
    int wrong = 0;
};

// Requests that were under way at once, of a program that fetches pages.
struct Requests {
    int asked = 0;             // in all
    double mean_in_flight = 0; // while any was
    int most_in_flight = 0;
    double required = 0; // of the mean
    int allowed = 0;     // at most at once; 0: any number
};

// How promptly a program that serves answered probes while it worked.
struct Responsiveness {
    struct Figures {
        double median_ms = 0;
        double p99_ms = 0;
        double longest_gap_ms = 0; // without any answer, while a probe waited for one
    };
    std::size_t requests = 0; // that it worked on meanwhile
    std::size_t probes = 0;
    Figures program;
    Figures control; // the same probes to a server of ours that does nothing else
    Figures allowed;
};

struct Interpreter {
    std::string path;
    std::string implementation;      // "CPython"
    std::string version;             // "3.11.2"
    std::optional<bool> gil_enabled; // nullopt: this implementation does not say
    // What it needs to see of this machine's files: its folders, and the files that it had mapped.
    std::vector<std::filesystem::path> needs = {};
};

struct Result {
    std::string exercise;   // id; empty when the submission belongs to none
    std::string submission; // the path as given
    std::optional<Interpreter> interpreter;
    Verdict verdict = Verdict::error;
    std::optional<Reason> reason; // set exactly when failed or inconclusive
    std::uint64_t seed = 0;       // its inputs and schedules follow from it
    // Partial credit from 0 to 1, linear between no speedup and the requirement; nullopt when nothing is
    // known.
    std::optional<double> score;
    Points points;
    std::string message; // one sentence for the learner
    // Longer help in plain text, a paragraph an element: why, then what to try.
    std::vector<std::string> explanation;
    std::vector<Check> checks;
    std::optional<Measurement> measurement;
    std::optional<Schedules> schedules;           // of the kind `race`
    std::optional<Requests> requests;             // of the kind `io`
    std::optional<Responsiveness> responsiveness; // of the kind `responsive`
    // What was seen of the GIL, in the last run in which gilkit looked at it; nullopt: `gil_why` says why.
    std::optional<gil::Recording> gil;
    std::string gil_why;
    std::string output; // the first part of what the submission printed; hostile text
    double seconds = 0; // time to the verdict
};

struct Machine {
    int cores_online = 0;
    double cores_effective = 0; // min(affinity, CPU quota of every ancestor cgroup)
    std::string kernel;
    std::string sandbox_tier; // that submissions ran in, "A" to "D"; empty: none was graded
    bool sampling_available = false;
    std::string sampling_why; // why not
};

struct Report {
    Machine machine;
    std::vector<Result> results;

    // The exit code of the design: 3 before 1 before 4 before 0.
    int exit_code() const;
};

} // namespace gilkit::judge
