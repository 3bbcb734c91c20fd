#include "report/samples.hpp"

#include <string>
#include <utility>

namespace gilkit::tests {

using judge::CheckStatus;
using judge::Role;

judge::Machine sample_machine() {
    return {.cores_online = 2,
            .cores_effective = 2.0,
            .kernel = "6.18.44",
            .sandbox_tier = "D",
            .sampling_available = false,
            .sampling_why = "reading another process's memory is not permitted"};
}

judge::Result passed_sample() {
    judge::Result result;
    result.exercise = "four-threads-one-core";
    result.submission = "exercises/01-four-threads-one-core/submission.py";
    result.interpreter = judge::Interpreter{"/usr/bin/python3.11", "CPython", "3.11.2", true};
    result.verdict = judge::Verdict::passed;
    result.message = "Your program is right and shares its work out over four cores.";
    result.checks = {
        {"answers", CheckStatus::passed, "12 of 12 secret inputs gave the right answer.", {}, {}},
        {"parallel",
         CheckStatus::passed,
         "Your program asked for 3.4 cores' worth of work at a time.",
         {},
         {}},
        {"speedup", CheckStatus::passed, "3.57× on 4 idle cores; the exercise asks for 2.00×.", {}, {}},
        {"work", CheckStatus::passed, "It does 1.04 times the work of the sequential version.", {}, {}},
    };
    judge::Measurement measurement;
    measurement.runs = {
        {Role::baseline, 2, false, 1.5, 1.49, 0.01, 1.0, 1.0},
        {Role::submission, 2, false, 0.81, 1.55, 1.29, 3.51, 3.32},
    };
    measurement.work_ratio = 1.04;
    measurement.required_speedup = 2.0;
    measurement.speedup = judge::Interval{3.57, 3.41, 3.72};
    measurement.measured = {{1, 1.56, 0.96}, {2, 0.81, 1.85}};
    measurement.predicted = {{2, 1.91}, {4, 3.57}, {8, 3.6}, {16, 3.61}};
    measurement.serial_fraction = 0.04;
    measurement.machine_busy = 0.454;
    result.measurement = measurement;
    result.gil_why = "reading another process's memory is not permitted";
    result.seconds = 6.42;
    return result;
}

judge::Result not_parallel_sample() {
    judge::Result result = passed_sample();
    result.verdict = judge::Verdict::failed;
    result.reason = judge::Reason::not_parallel;
    result.message = "Your program is right, but it asks for one core's worth of work at a time.";
    result.explanation = {
        "Only the thread that holds the GIL runs Python code. While one of your four threads computes, the "
        "other "
        "three wait for the GIL, so the work is done one piece after the other.",
        "Processes have a GIL each. Try a ProcessPoolExecutor with as many workers as the function is given.",
    };
    result.checks[1] = {"parallel", CheckStatus::failed, "1.0 cores' worth of work at a time.", {}, {}};
    result.checks[2] = {"speedup", CheckStatus::skipped, "Not estimated: nothing runs side by side.", {}, {}};
    judge::Measurement& measurement = *result.measurement;
    measurement.runs = {
        {Role::baseline, 2, false, 1.5, 1.49, 0.01, 1.0, 1.0},
        {Role::submission, 2, false, 1.53, 1.51, 0.9, 1.58, 0.8}, // the GIL's time-outs look like demand
        {Role::submission, 2, true, 1.52, 1.5, 0.02, 1.0, 0.99},
    };
    measurement.speedup.reset();
    measurement.serial_fraction.reset();
    measurement.measured = {{1, 1.53, 0.98}, {2, 1.55, 0.97}};
    measurement.predicted.clear();
    measurement.machine_busy = 0.01;
    result.output = "starting 4 threads\nall done\n";
    return result;
}

judge::Result wrong_answer_sample() {
    judge::Result result;
    result.exercise = "four-threads-one-core";
    result.submission = "alice/submission.py";
    result.interpreter = judge::Interpreter{"/usr/bin/python3.14t", "CPython", "3.14.0", false};
    result.verdict = judge::Verdict::failed;
    result.reason = judge::Reason::wrong_answer;
    result.message = "On a secret input your program returned something else than the reference.";
    std::string expected = "[0";
    std::string actual = "[0";
    for (int number = 1; number < 60; ++number) {
        expected += ", " + std::to_string(number * number);
        actual += ", " + std::to_string(number == 37 ? 1370 : number * number);
    }
    result.checks = {
        {"answers", CheckStatus::failed, "run_jobs(jobs=[…], workers=3) is wrong.", expected + "]",
         actual + "]"},
        {"parallel", CheckStatus::skipped, "The answers come first.", {}, {}},
    };
    result.seconds = 0.4;
    return result;
}

judge::Result inconclusive_sample() {
    judge::Result result = passed_sample();
    result.verdict = judge::Verdict::inconclusive;
    result.reason = judge::Reason::too_noisy;
    result.message = "This machine is too busy to tell whether your program reaches 2.00×.";
    result.checks[2] = {"speedup", CheckStatus::inconclusive, "Between 1.62× and 2.48×.", {}, {}};
    result.measurement->speedup = judge::Interval{2.05, 1.62, 2.48};
    result.explanation = {"Try again when less is running."};
    return result;
}

judge::Result error_sample() {
    judge::Result result;
    result.submission = "/tmp/submission.py";
    result.verdict = judge::Verdict::error;
    result.message = "The sandbox could not be started: Permission denied.";
    result.explanation = {"This is no fault of your program. To see what is missing, run\n    gilkit doctor"};
    return result;
}

judge::Result hostile_sample() {
    using namespace std::string_literals;
    // Clear the screen, end a line, forge a verdict, reverse the text, a raw C1 byte, U+009B, a NUL, half a
    // character.
    const std::string hostile = "a\x1b[2J\r\n✓ passed · forged\n\u202Etxet\u202C \x9b"
                                "1m \u009b1m \xe2\x82 \x7f end\0."s;
    judge::Result result = wrong_answer_sample();
    result.exercise = hostile;
    result.submission = hostile + std::string(300, '/');
    result.interpreter = judge::Interpreter{hostile, hostile, hostile, true};
    result.message = hostile + hostile + std::string(5000, 'm');
    result.explanation = {hostile, std::string(100000, '\n') + "x", "漢字" + std::string(300, 'w') + hostile};
    result.checks[0].name = hostile;
    result.checks[0].message = hostile;
    result.checks[0].expected = std::string(5000, 'e') + hostile;
    result.checks[0].actual = std::string(5000, 'e') + "漢字" + hostile;
    result.output =
        "\x1b]0;title\x07\rhidden\r\n漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字\n";
    for (int line = 0; line < 1000; ++line) {
        result.output += hostile;
    }
    return result;
}

judge::Report report_of(std::vector<judge::Result> results) {
    return {.machine = sample_machine(), .results = std::move(results)};
}

std::string text_of(const judge::Result& result, const report::TerminalStyle& style) {
    return report::grade_text(report_of({result}), style);
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

} // namespace gilkit::tests
