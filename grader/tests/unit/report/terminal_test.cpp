#include "report/terminal.hpp"

#include "report/samples.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

using gilkit::report::grade_text;
using gilkit::report::TerminalStyle;
namespace judge = gilkit::judge;
namespace tests = gilkit::tests;
using tests::has;
using tests::text_of;
using tests::usual;

TEST_CASE("Nothing graded is nothing to tell") {
    CHECK(grade_text(tests::report_of({}), usual).empty());
}

TEST_CASE("The summary counts every verdict, in one line at any width") {
    const judge::Report report =
        tests::report_of({tests::passed_sample(), tests::passed_sample(), tests::wrong_answer_sample(),
                          tests::inconclusive_sample(), tests::error_sample()});
    const std::string words = "\n✓ 2 passed · ✗ 1 failed · ? 1 inconclusive · ! 1 error\n";
    CHECK(grade_text(report, usual).ends_with(words));
    CHECK(grade_text(report, {.colour = false, .unicode = true, .width = 40})
              .ends_with("\n✓ 2 · ✗ 1 · ? 1 · ! 1\n"));
}

TEST_CASE("Every state has a sign beside its colour") {
    const TerminalStyle coloured = {.colour = true, .unicode = true, .width = 80};
    CHECK(text_of(tests::passed_sample(), coloured).starts_with("\x1b[32m✓ passed\x1b[0m · "));
    CHECK(text_of(tests::wrong_answer_sample(), coloured)
              .starts_with("\x1b[31m✗ failed: wrong-answer\x1b[0m · "));
    CHECK(text_of(tests::inconclusive_sample(), coloured)
              .starts_with("\x1b[33m? inconclusive: too-noisy\x1b[0m · "));
    CHECK(text_of(tests::error_sample(), coloured).starts_with("\x1b[35m! error\x1b[0m · "));
}

TEST_CASE("The gauge is drawn in the colour of what it proves") {
    const TerminalStyle coloured = {.colour = true, .unicode = true, .width = 80};
    judge::Result result = tests::passed_sample();
    CHECK(has(text_of(result, coloured), "\x1b[32m████"));
    result.measurement->speedup = judge::Interval{1.9, 1.8, 2.0};
    CHECK(has(text_of(result, coloured), "\x1b[33m████"));
    result.measurement->speedup = judge::Interval{1.9, 1.85, 1.95};
    CHECK(has(text_of(result, coloured), "\x1b[31m████"));
}

TEST_CASE("A requirement near the start has its word behind it") {
    judge::Result result = tests::passed_sample();
    result.measurement->required_speedup = 0.25;
    CHECK(has(text_of(result), "\n      ▼ needed\n"));
}

TEST_CASE("Without a requirement none is marked") {
    judge::Result result = tests::passed_sample();
    result.measurement->required_speedup = 0;
    const std::string text = text_of(result);
    CHECK(has(text, "3.57× (3.41× to 3.72×)\n  ████"));
    CHECK_FALSE(has(text, "needed"));
}

TEST_CASE("A speedup beyond the number of cores stretches the scale") {
    judge::Result result = tests::passed_sample();
    result.measurement->speedup = judge::Interval{5.1, 4.8, 5.4};
    CHECK(has(text_of(result), "5×         6×\n"));
    result.measurement->speedup = judge::Interval{900, 800, 1000};
    CHECK(has(text_of(result), "8×\n"));
}

TEST_CASE("Scales of many cores keep their labels apart") {
    judge::Result result = tests::passed_sample();
    result.measurement->cores = 64;
    result.measurement->speedup = judge::Interval{50, 48, 52};
    CHECK(has(text_of(result), "  0×      8×      16×     24×     32×     40×     48×     56×     64×\n"));
}

TEST_CASE("Figures that could not be computed leave no nonsense") {
    judge::Result result = tests::passed_sample();
    judge::Measurement& measurement = *result.measurement;
    const double nan = std::nan("");
    measurement.speedup = judge::Interval{nan, nan, nan};
    measurement.work_ratio = nan;
    measurement.serial_fraction = nan;
    measurement.machine_busy = nan;
    measurement.runs[1].parallelism = nan;
    measurement.measured[0] = {1, nan, nan};
    measurement.measured[1] = {2, 1e300, 1e300};
    measurement.predicted = {{2, nan}, {4, 0.0}};
    const std::string text = text_of(result);
    CHECK_FALSE(has(text, "nan"));
    CHECK_FALSE(has(text, "needed"));
    CHECK_FALSE(has(text, "Parallelism"));
    CHECK(has(text, "Predicted                      –    0.00×\n"));
}

TEST_CASE("Partial credit is told, all and nothing are not") {
    judge::Result result = tests::passed_sample();
    result.score = 0.456;
    CHECK(has(text_of(result), "Score         0.46 of 1, for a part of the speedup"));
    for (const double whole : {0.0, 1.0}) {
        result.score = whole;
        CHECK_FALSE(has(text_of(result), "Score"));
    }
}

TEST_CASE("A serial part beyond all or nothing is all or nothing") {
    judge::Result result = tests::passed_sample();
    result.measurement->serial_fraction = 1.02;
    CHECK(has(text_of(result), "100 % of the work"));
    result.measurement->serial_fraction = -0.02;
    CHECK(has(text_of(result), "0 % of the work"));
}

TEST_CASE("A right answer is not compared with itself") {
    judge::Result result = tests::passed_sample();
    result.checks[0].expected = "a right answer";
    result.checks[0].actual = "a right answer";
    CHECK_FALSE(has(text_of(result), "a right answer"));
}

TEST_CASE("An answer that is missing is said to be nothing") {
    judge::Result result = tests::wrong_answer_sample();
    result.checks[0].expected = "[1]";
    result.checks[0].actual = "";
    CHECK(has(text_of(result), "    expected  [1]\n    got       (nothing)\n              ↑\n"));
    result.checks[0].actual.reset();
    CHECK(has(text_of(result), "    expected  [1]\n  –"));
}

TEST_CASE("The start of the output is shown, its empty lines too") {
    judge::Result result = tests::not_parallel_sample();
    result.output = "one\r\n\nthree\n\n";
    CHECK(has(text_of(result), "  Your program printed\n  │ one\n  │\n  │ three\n\n"));
    result.output.clear();
    for (int line = 1; line <= 11; ++line) {
        result.output += std::to_string(line) + "\n";
    }
    CHECK(has(text_of(result), "  │ 10\n  … more\n"));
    result.output = "\n\n";
    CHECK_FALSE(has(text_of(result), "printed"));
}

TEST_CASE("Interpreters without a known GIL say so") {
    judge::Result result = tests::passed_sample();
    result.interpreter = judge::Interpreter{"/usr/bin/pypy3", "PyPy", "3.10.14", {}};
    CHECK(has(text_of(result), "PyPy 3.10.14, GIL unknown"));
}

TEST_CASE("A machine that gives only a share of its cores says so") {
    judge::Report report = tests::report_of({tests::passed_sample()});
    report.machine.cores_effective = 0.5;
    CHECK(has(grade_text(report, usual), "Graded on 2 cores (0.5 usable) · sandbox tier D\n"));
    report.machine.cores_online = 1;
    report.machine.cores_effective = 1;
    CHECK(has(grade_text(report, usual), "Graded on 1 core · sandbox tier D\n"));
}
