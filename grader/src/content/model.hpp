// The course as the rest of gilkit sees it: plain values, already validated.
//
// A course is a list of units in teaching order. A unit has a lesson, an exercise or both; they share
// the unit's id, which is stable for ever because learners' progress is stored under it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gilkit::content {

// One thing wrong with the content, worded so that its author can act on it.
struct Diagnostic {
    std::filesystem::path file;
    std::size_t line = 0; // 1-based; 0 when the fault is the file as a whole
    std::string message;  // what is wrong
    std::string action;   // what to do about it; never empty

    // "lessons/course.toml:7: unknown key 'lessson'; did you mean 'lesson'?"
    std::string to_string() const;
};

using Diagnostics = std::vector<Diagnostic>;

// One of the two programs of a lesson.
struct Program {
    std::filesystem::path file;
    std::string source;
    // The lines that it prints, in order. "{name}" stands for a decimal number that the run is
    // recorded under; everything else is literal.
    std::vector<std::string> prints;
};

struct Section {
    std::string title;    // as in the form: "Mental Model"
    std::string slug;     // "mental-model"
    std::string markdown; // with every {{reference}} replaced
};

struct Choice {
    std::string text;
    std::string because; // why one might think so
    std::string when;    // the measured condition under which this choice is right
    bool right = false;  // whether `when` holds in the recording that the lesson shows
};

struct Prediction {
    std::string question;
    std::vector<Choice> choices; // exactly one is right once the lesson is recorded
};

// Another way to repair the program, which takes more than Python: shown, but not recorded.
struct SecondFix {
    std::filesystem::path file;
    std::string source;
    std::string summary; // what it does, and what it needs
};

struct Lesson {
    std::string id;
    int number = 0; // 1-based position among the course's lessons
    std::filesystem::path folder;
    std::string title;
    std::string summary;
    Program broken;
    Program fixed;
    std::optional<SecondFix> second_fix;
    Prediction prediction;
    std::vector<Section> sections; // the ten of the form, in order
    // observed.json, whole, as text; empty while nothing was recorded yet.
    std::string observed_json;
};

// Runs in parallel on the exercise's cores.
struct CpuRequirement {
    double speedup = 2.0;        // asked for on `workers` idle cores, over the baseline
    double work_ratio_max = 1.5; // CPU of the submission / CPU of the baseline
};

// Prints what the reference prints.
struct OutputRequirement {};

// Returns what the reference returns, however its threads take turns.
struct RaceRequirement {
    int schedules = 200; // under which it is tried
};

// Waits for several answers at once.
struct IoRequirement {
    double in_flight = 2.0;                            // requests under way on average, while any is
    int at_most = 0;                                   // at once; 0: as many as it likes
    std::optional<CpuRequirement> work = std::nullopt; // of what it does with the answers
};

// Serves, and answers promptly while it works on requests: milliseconds on `workers` idle cores.
struct ResponsiveRequirement {
    double median_ms = 20;
    double p99_ms = 100;
    double longest_gap_ms = 100; // without an answer to anybody who waits for one
};

// A Python module in C++, whose function runs in parallel when threads call it.
struct NativeRequirement {
    CpuRequirement cpu;
    std::string module;              // its name: what `rules` make and `driver` imports
    double build_s = 60.0;           // time that compiling may take on idle cores
    std::filesystem::path rules;     // check/CMakeLists.txt, which makes the module of submission.cpp
    std::filesystem::path driver;    // check/driver.py: calls the module from threads
    std::filesystem::path reference; // check/reference.cpp: the module that check/reference.py calls
};

// What an exercise asks for. Which of these it is, is its kind.
using Requirement = std::variant<CpuRequirement, IoRequirement, NativeRequirement, OutputRequirement,
                                 RaceRequirement, ResponsiveRequirement>;

// As it stands in exercise.toml: "cpu".
std::string_view kind_of(const Requirement& requirement);
// What a submission's name ends with: ".py".
std::string_view suffix_of(const Requirement& requirement);
// The checks that a submission has to pass, by name, in the order in which they are told of.
std::vector<std::string_view> checks_of(const Requirement& requirement);
// What it asks for of parallel work; null for a kind that asks for none.
const CpuRequirement* parallel_work_of(const Requirement& requirement);

struct Limits {
    double time_s = 10.0;         // wall time of one call on an idle machine
    std::size_t memory_mb = 2048; // address space of each process, MiB
    std::size_t output_kb = 1024; // stdout and stderr together, KiB
    std::size_t tasks = 256;      // processes and threads alive at once
};

// What a passed submission is worth, and how much of that each check is.
struct Score {
    double points = 10.0;
    std::map<std::string, double, std::less<>> weights =
        {}; // by the check's name; 1 for those that are not here

    double weight_of(std::string_view check) const;
};

// A wrong submission that the exercise must catch.
struct Mistake {
    std::filesystem::path file;
    std::string reason; // one of the design's reasons, e.g. "not-parallel"
    std::string summary;
};

struct Exercise {
    std::string id;
    int number = 0; // 1-based position among the course's exercises
    std::filesystem::path folder;
    std::string title;
    std::string summary;
    std::string function; // the name that the submission must define
    Requirement requirement;
    // How many cores the submission is told that it has; for `race`, the threads asked for; for `io`, the
    // requests that may be under way.
    int workers = 4;
    Limits limits;
    Score score;
    std::string stub_fails_with; // the reason that the untouched stub gets
    std::vector<Mistake> mistakes;
    std::string readme;             // Markdown
    std::vector<std::string> hints; // Markdown, from nudge to near-solution

    std::string stub_source;         // the text of `stub`; empty where that is a learner's file (LoadOptions)
    std::filesystem::path stub;      // exercises/NN-slug/submission.py, or .cpp
    std::filesystem::path solution;  // solutions/NN-slug/submission.py, or .cpp
    std::filesystem::path reference; // exercises/NN-slug/check/reference.py
    std::filesystem::path inputs;    // exercises/NN-slug/check/inputs.py
};

struct Unit {
    std::string id;
    std::vector<std::string> aliases; // ids that this unit had before
    std::optional<Lesson> lesson;
    std::optional<Exercise> exercise;
};

struct Course {
    std::filesystem::path root; // the folder that holds lessons/, exercises/ and solutions/
    std::string title;
    std::vector<Unit> units;

    // Finds by id, alias, folder name ("01-four-threads-one-core") or number ("1", "01"), in this order;
    // null when unknown. A number is a lesson's, or else that of an exercise without a lesson.
    const Unit* find(const std::string& name) const;
};

} // namespace gilkit::content
