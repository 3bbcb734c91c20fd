#include "content/good_course.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>

namespace gilkit::content::test {
namespace {

namespace fs = std::filesystem;

// The numbers of these lines are asserted by the tests.
constexpr std::string_view good_course_toml = R"(format = 1
title = "A small course"

[[unit]]
id = "one"
aliases = ["first", "erste"]
lesson = "01-one"
exercise = "01-one"

[[unit]]
id = "two"
exercise = "02-two"
)";

constexpr std::string_view good_lesson_toml = R"(format = 1
title = "Lesson one"
summary = "It shows one thing."

[broken]
prints = ["one call {one_s} s, four threads {four_s} s", "{times} times as long"]
[fixed]
prints = ["done"]

[prediction]
question = "How long?"
[[prediction.choice]]
text = "As long"
because = "There are four threads."
when = "broken.speedup_4 >= 3"
[[prediction.choice]]
text = "Four times as long"
because = "One at a time."
when = "broken.speedup_4 < 1.3 and broken.printed.times > 2"
[[prediction.choice]]
text = "Longer still"
because = "Switching costs."
when = "broken.printed.times > 10"
)";

constexpr std::string_view good_lesson_md = R"(## Mental Model

One at a time.

## Rule

Threads take turns.

## The Setup

{{code broken}}

## What Does This Print?

Guess.

## The Output

{{output broken}}

It took {{broken.printed.times}} times as long on {{machine.cores_online}} cores.

## Why Python Does This

The GIL.

## The Fix

{{code fixed}}

## How This Fails in Real Systems

Slowly.

## Key Takeaway

Take turns.

## Common Mistake

More threads.
)";

constexpr std::string_view good_observed_json = R"({
  "schema": "gilkit.observed/1",
  "recordings": [
    {"recorded": "2026-11-22", "gilkit": "0.1.0",
     "machine": {"cores_online": 2, "cores_effective": 2.0, "kernel": "6.18.44"},
     "interpreter": {"implementation": "CPython", "version": "3.11.7", "gil_enabled": true, "switch_interval_s": 0.005},
     "programs": {
       "broken": {"stdout": "one call 0.50 s, four threads 2.01 s\n4.02 times as long\n", "exit_code": 0,
                  "printed": {"one_s": 0.50, "four_s": 2.01, "times": 4.02},
                  "wall_s": 1.9, "cpu_s": 1.9, "queue_s": 0.01, "parallelism": 1.01, "parallelism_low": 1.0,
                  "speedup_2": 1.0, "speedup_4": 1.0, "speedup_8": 1.0, "speedup_16": 1.0},
       "fixed": {"stdout": "done\n", "exit_code": 0, "printed": {},
                  "wall_s": 0.9, "cpu_s": 1.9, "queue_s": 0.01, "parallelism": 2.0, "parallelism_low": 2.0,
                  "speedup_2": 2.0, "speedup_4": 3.9, "speedup_8": 4.0, "speedup_16": 4.0}}}
  ]
}
)";

constexpr std::string_view good_exercise_toml = R"(format = 1
title = "Exercise"
summary = "Do it in parallel."
kind = "cpu"
function = "run_jobs"
stub_fails_with = "not-parallel"

[cpu]
workers = 4
speedup = 2

[limits]
time_s = 5

[[mistake]]
file = "thread_pool.py"
reason = "not-parallel"
summary = "Threads share the GIL."

[[mistake]]
file = "wrong.py"
reason = "wrong-answer"
summary = "Forgets the last job."
)";

void write_exercise(const GoodCourse& course, const std::string& name) {
    const std::string folder = "exercises/" + name;
    const std::string_view program = "def run_jobs(jobs, workers):\n    return jobs\n";
    course.write(folder + "/exercise.toml", good_exercise_toml);
    course.write(folder + "/README.md", "# Exercise\n\nDo it.\n");
    course.write(folder + "/hints.md",
                 "# Hints\n\n## Look\n\nAt the threads.\n\n## Use\n\nA process pool.\n");
    course.write(folder + "/submission.py", program);
    course.write(folder + "/check/reference.py", program);
    course.write(folder + "/check/inputs.py", "def cases(seed):\n    return []\n");
    course.write(folder + "/check/mistakes/thread_pool.py", program);
    course.write(folder + "/check/mistakes/wrong.py", program);
    course.write("solutions/" + name + "/submission.py", program);
}

} // namespace

TemporaryFolder::TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "gilkit-unit-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code error; // what can't be removed is the system's to clean up
    fs::remove_all(path_, error);
}

void write_file(const fs::path& file, std::string_view text) {
    fs::create_directories(file.parent_path());
    std::ofstream stream(file, std::ios::binary | std::ios::trunc);
    stream.write(text.data(), static_cast<std::streamsize>(text.size()));
    stream.close();
    REQUIRE(stream.good());
}

std::string read_file(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

GoodCourse::GoodCourse() {
    write(course_toml, good_course_toml);
    write(lesson_toml, good_lesson_toml);
    write(lesson_md, good_lesson_md);
    write(observed_json, good_observed_json);
    write("lessons/01-one/broken.py", "print('broken')\n");
    write("lessons/01-one/fixed.py", "print('done')\n");
    write_exercise(*this, "01-one");
    write_exercise(*this, "02-two");
}

void GoodCourse::write(const std::string& file, std::string_view text) const {
    write_file(root() / file, text);
}

void GoodCourse::replace(const std::string& file, std::string_view from, std::string_view to) const {
    std::string text = read_file(root() / file);
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    write(file, text.replace(at, from.size(), to));
}

void GoodCourse::remove(const std::string& file) const {
    REQUIRE(fs::remove_all(root() / file) > 0);
}

Diagnostics GoodCourse::faults(const LoadOptions& options) const {
    const auto course = load_course(root(), options);
    return course ? Diagnostics{} : course.error();
}

void check_one(const Diagnostics& faults, const std::string& file, std::size_t line, std::string_view message,
               std::string_view action) {
    for (const Diagnostic& fault : faults) {
        CHECK_MESSAGE(faults.size() == 1, fault.to_string());
    }
    REQUIRE_FALSE(faults.empty());
    const Diagnostic& fault = faults.front();
    INFO(fault.to_string());
    CHECK(fault.file == file);
    CHECK(fault.line == line);
    CHECK(fault.message.find(message) != std::string::npos);
    CHECK_FALSE(fault.action.empty());
    CHECK(fault.action.find(action) != std::string::npos);
}

} // namespace gilkit::content::test
