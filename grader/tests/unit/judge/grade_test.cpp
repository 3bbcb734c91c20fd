// What a grading tells while it goes on, of real submissions in real boxes.
#include "judge/grade.hpp"

#include "os/helpers.hpp"
#include "sandbox/a_box.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <tuple>
#include <vector>

using namespace gilkit;
using namespace gilkit::judge;
using Names = std::vector<std::string>;

namespace {

// A grading as it was told, and what came of it.
struct Graded {
    Result result;
    Names told; // "imports passed"
};

Graded graded(const content::Requirement& requirement, const std::string& reference,
              const std::string& inputs, const std::string& submission) {
    const os::test::Scratch scratch;
    os::test::put_file(scratch / "reference.py", reference);
    os::test::put_file(scratch / "inputs.py", inputs);
    content::Exercise exercise;
    exercise.id = "sums";
    exercise.function = "run";
    exercise.requirement = requirement;
    exercise.reference = scratch / "reference.py";
    exercise.inputs = scratch / "inputs.py";
    const sandbox::BoxSpec spec = sandbox::test::spec_for("");
    GradeOptions options;
    options.interpreter = {spec.interpreter, "CPython", "3", true};
    options.runner = spec.runner;
    options.tool_python = spec.interpreter;
    options.enclosure = spec.enclosure;
    std::vector<Check> told;
    options.on_check = [&](const Check& check) { told.push_back(check); };
    Graded all{grade(exercise, submission, "mine.py", options).value(), {}};

    const auto whole = [](const Check& check) {
        return std::tuple(check.name, check.status, check.message, check.expected, check.actual);
    };
    REQUIRE(told.size() == all.result.checks.size());
    for (std::size_t i = 0; i < told.size(); ++i) {
        CHECK(whole(told[i]) == whole(all.result.checks[i]));
        all.told.push_back(fmt::format("{} {}", told[i].name, to_string(told[i].status)));
    }
    return all;
}

constexpr const char* printing = "def run(count):\n    print(*range(count))\n";
constexpr const char* few_counts = "def cases(seed):\n    return [{'count': 3}, {'count': 5}]\n";

Graded printed(const std::string& submission, const std::string& inputs = few_counts) {
    return graded(content::OutputRequirement{}, printing, inputs, submission);
}

// Adds up in four threads, each of which does `step` with its number and a lock, the same for all, 50 times.
Graded added(const std::string& step) {
    std::string source = R"(
import os, sys, threading, time

def run(numbers):
    total = 0
    lock = threading.Lock()
    def add(number):
        nonlocal total
        for _ in range(50):
            STEP
        time.sleep(0.05)  # all of them are there at once
    threads = [threading.Thread(target=add, args=(number,)) for number in numbers]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    return total
)";
    source.replace(source.find("STEP"), 4, step);
    return graded(content::RaceRequirement{.schedules = 5},
                  "def run(numbers):\n    return 50 * sum(numbers)\n",
                  "def cases(seed):\n    return [{'numbers': [1, 2, 3, 4]}]\n", source);
}

// Counts up, in answer to `cases` and to runs of some work.
Graded counted(const std::string& submission) {
    return graded(content::CpuRequirement{}, "def run(count):\n    return sum(1 for _ in range(count))\n",
                  "def cases(seed):\n    return [{'count': 10}]\n"
                  "def workload(seed, workers, scale):\n    return {'count': int(2_000_000 * scale)}\n",
                  submission);
}

} // namespace

TEST_CASE("That a submission can be imported is told first") {
    const Graded right = printed(printing);
    CHECK(right.result.verdict == Verdict::passed);
    CHECK(right.told == Names{"imports passed", "output passed"});
    CHECK(right.result.checks[0].message == "It can be imported, and defines run().");
    CHECK(printed("def run(count):\n    print(count)\n").told == Names{"imports passed", "output failed"});
}

TEST_CASE("What can't be imported is told at once, and is all that is told") {
    for (const char* const source :
         {"def run(count:\n", "import nothing_of_that_name\n", "def other():\n    pass\n"}) {
        CAPTURE(source);
        const Graded wrong = printed(source);
        CHECK(wrong.told == Names{"imports failed"});
        CHECK((wrong.result.reason == Reason::invalid_submission));
        CHECK(wrong.result.checks[0].message == wrong.result.message);
    }
    CHECK((printed("import sys\nsys.exit(3)\n").result.reason == Reason::no_result));
}

TEST_CASE("What was told before the grader failed stays told") {
    const Graded broken = printed(printing, "def cases(seed):\n    raise ValueError('no')\n");
    CHECK(broken.result.verdict == Verdict::error);
    CHECK(broken.told == Names{"imports passed"});
}

TEST_CASE("Of a race the answers of plain calls are told before those under schedules") {
    const Names good{"imports passed", "answers passed", "threads passed", "schedules passed"};
    CHECK(added("with lock: total += number").told == good);
    const Names bad{"imports passed", "answers passed", "threads passed", "schedules failed"};
    CHECK(added("was = total; total = was + number").told == bad);
    CHECK(added("pass").told == Names{"imports passed", "answers failed"});
    const Graded gone =
        added("if sys.getswitchinterval() < 1e-5: os._exit(1)\n            with lock: total += number");
    CHECK(gone.told == Names{"imports passed", "answers passed", "schedules failed"});
    CHECK((gone.result.reason == Reason::no_result));
}

TEST_CASE("Of work the answers to small calls are told before it is measured") {
    CHECK(counted("def run(count):\n    return 7\n").told == Names{"imports passed", "answers failed"});
    const Graded later = counted("def run(count):\n    return min(count, 1000)\n");
    CHECK(later.told == Names{"imports passed", "cases passed", "answers failed"});
    CHECK(later.result.checks[1].message == "Right answers to 1 small call.");
    CHECK((later.result.reason == Reason::wrong_answer));
}
