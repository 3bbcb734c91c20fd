#include "judge/explain.hpp"

#include "judge/cpu/explain.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <csignal>
#include <string>

using namespace gilkit;
using namespace gilkit::judge;
using nlohmann::json;
using sandbox::Ending;

namespace {

content::Exercise some_exercise() {
    content::Exercise exercise;
    exercise.function = "run_jobs";
    exercise.limits.output_kb = 77;
    exercise.limits.memory_mb = 99;
    exercise.limits.tasks = 55;
    return exercise;
}

// A result with this verdict of the measurement, explained.
Result measured(Verdict verdict, std::optional<Reason> reason, const Shape& shape) {
    Result result;
    result.verdict = verdict;
    result.reason = reason;
    result.measurement.emplace();
    result.measurement->required_speedup = 2.0;
    result.measurement->speedup = Interval{1.52, 1.44, 1.6};
    result.measurement->work_ratio = 1.84;
    result.measurement->serial_fraction = 0.545;
    explain_cpu(result, {}, 4, shape);
    return result;
}

// What the check "parallel" says of it when it is not.
std::string parallel_check(const Shape& shape) {
    CpuDecision decision;
    decision.verdict = Verdict::failed;
    decision.reason = Reason::not_parallel;
    const Check check = parallel_check(decision, shape);
    CHECK(check.status == CheckStatus::failed);
    return check.message;
}

Result failed_run(const sandbox::Reply& reply, RunFault fault = RunFault::none) {
    Result result;
    result.submission = "work/answer.py";
    explain_failed_run(result, some_exercise(), reply, fault, 12);
    CHECK(result.verdict == Verdict::failed);
    REQUIRE(result.checks.size() == 1);
    CHECK(result.checks[0].name == "answers");
    CHECK(result.checks[0].status == CheckStatus::failed);
    CHECK(result.checks[0].message == result.message);
    return result;
}

sandbox::Reply reply_of(Ending ending, const std::string& kind = "", const std::string& message = "",
                        int line = 0) {
    sandbox::Reply reply;
    reply.ending = ending;
    reply.kind = kind;
    reply.message = message;
    reply.line = line;
    return reply;
}

bool says(const Result& result, const std::string& part) {
    std::string all = result.message;
    for (const std::string& paragraph : result.explanation) {
        all += "\n" + paragraph;
    }
    return all.find(part) != std::string::npos;
}

bool is(const Result& result, Reason reason) {
    return result.reason == reason;
}

} // namespace

TEST_CASE("A pass says how fast, and needs no explanation") {
    const Result result = measured(Verdict::passed, std::nullopt, {});
    CHECK(says(result, "1.5 times"));
    CHECK(result.explanation.empty());
}

TEST_CASE("Where only the GIL shows that nothing runs in parallel, that is what is said") {
    Shape shape{1, 4, 1.68, "CPython", true, false, 1.04, true};
    const Result result = measured(Verdict::failed, Reason::not_parallel, shape);
    CHECK(result.message.find("96 % of its work was done with one GIL in hand") != std::string::npos);
    CHECK(says(result, "It seemed to ask for 1.68 cores' worth of work"));
    CHECK(parallel_check(shape) == "96 % of its work was done with one GIL in hand.");
    shape.parallelism = 1.02; // shows it as well
    const Result plain = measured(Verdict::failed, Reason::not_parallel, shape);
    CHECK(says(plain, "it asked for 1.02 cores' worth of work at a time"));
    CHECK_FALSE(says(plain, "seemed"));
    CHECK(parallel_check(shape) == "It asked for 1.02 cores' worth of work at a time.");
}

TEST_CASE("Each check of parallel work says what is known of it, and no more") {
    const auto told = [](Verdict verdict, std::optional<Reason> reason) {
        CpuDecision decision;
        decision.verdict = verdict;
        decision.reason = reason;
        std::string words(to_string(parallel_check(decision, {}).status));
        for (const Check& check : cpu_checks(decision, {}, 4)) {
            words += fmt::format(", {} {}", check.name, to_string(check.status));
        }
        return words;
    };
    CHECK(told(Verdict::passed, {}) == "passed, answers passed, work passed, speedup passed");
    CHECK(told(Verdict::failed, Reason::not_parallel) ==
          "failed, answers passed, work skipped, speedup skipped");
    CHECK(told(Verdict::failed, Reason::wasted_work) ==
          "passed, answers passed, work failed, speedup skipped");
    CHECK(told(Verdict::failed, Reason::too_slow) == "passed, answers passed, work passed, speedup failed");
    const std::string doubtful = ", answers passed, work inconclusive, speedup inconclusive";
    CHECK(told(Verdict::inconclusive, Reason::too_noisy) == "inconclusive" + doubtful);
}

TEST_CASE("Threads that take turns are told of the GIL, on an interpreter that has one") {
    const Result result = measured(Verdict::failed, Reason::not_parallel, {1, 4, 1.02, "CPython", true});
    CHECK(says(result, "1.02 cores"));
    CHECK(says(result, "4 threads"));
    CHECK(says(result, "CPython gives a process one global interpreter lock (GIL)"));
    CHECK(says(result, "4 worker processes"));
}

TEST_CASE("What was seen of the GIL is told where it shows threads that take turns") {
    const auto told = [](gil::State other, std::optional<gil::Unseen> unseen) {
        gil::Timeline timeline;
        for (pid_t tid = 1; tid <= 4; ++tid) {
            const std::size_t lane = timeline.add_lane(0, tid, "");
            timeline.add(lane, {other, 0, (tid - 1) * 100});
            timeline.add(lane, {gil::State::holds, (tid - 1) * 100, tid * 100});
            timeline.add(lane, {other, tid * 100, 400});
        }
        Result result;
        result.gil.emplace();
        result.gil->processes = {{1, "python3", {unseen, std::nullopt, false, true}, 1, 3}};
        result.gil->lanes = timeline.lanes();
        result.verdict = Verdict::failed;
        result.reason = Reason::not_parallel;
        result.measurement.emplace();
        explain_cpu(result, {}, 4, {1, 4, 1.0, "CPython", true, false});
        return result;
    };
    CHECK(says(told(gil::State::waits, std::nullopt),
               "100 % of the time one thread held the GIL, and 3.0 waited for it"));
    CHECK_FALSE(says(told(gil::State::lock, std::nullopt), "held the GIL,"));
    CHECK_FALSE(says(told(gil::State::waits, gil::Unseen::denied), "held the GIL,"));
}

TEST_CASE("On an interpreter without a GIL nothing is blamed on it") {
    const Result threads = measured(Verdict::failed, Reason::not_parallel, {1, 4, 1.02, "CPython", false});
    CHECK(says(threads, "without a GIL"));
    CHECK_FALSE(says(threads, "global interpreter lock"));
    CHECK_FALSE(says(threads, "worker processes"));
    const Result single = measured(Verdict::failed, Reason::not_parallel, {1, 1, 1.0, "CPython", false});
    CHECK(says(single, "One thread of one process did all the work"));
    CHECK_FALSE(says(single, "GIL"));
}

TEST_CASE("A serial program hears that it does less work only when that is sure") {
    Shape shape{1, 1, 1.0, "CPython", true};
    CHECK_FALSE(says(measured(Verdict::failed, Reason::not_parallel, shape), "less work"));
    shape.less_work = true;
    const Result result = measured(Verdict::failed, Reason::not_parallel, shape);
    CHECK(says(result, "less work than the reference"));
    CHECK(says(result, "One thread of one process did all the work"));
}

TEST_CASE("One thread is told to hand its jobs out, processes to look for what makes them wait") {
    const Result single = measured(Verdict::failed, Reason::not_parallel, {1, 1, 1.0, "CPython", true});
    CHECK(says(single, "One thread of one process did all the work"));
    CHECK(says(single, "4 worker processes"));
    const Result processes = measured(Verdict::failed, Reason::not_parallel, {4, 4, 1.0, "CPython", true});
    CHECK(says(processes, "4 processes did the work"));
    CHECK_FALSE(says(processes, "GIL"));
}

TEST_CASE("Too slow, wasted work and doubt each say what was measured and what was asked for") {
    const Result slow = measured(Verdict::failed, Reason::too_slow, {4, 4, 2.0, "CPython", true});
    CHECK(says(slow, "1.5 times"));
    CHECK(says(slow, "asks for 2.0 times"));
    CHECK(says(slow, "5")); // the serial part in per cent
    const Result wasteful = measured(Verdict::failed, Reason::wasted_work, {4, 4, 3.0, "CPython", true});
    CHECK(says(wasteful, "1.8 times the CPU time"));
    CHECK(says(wasteful, "allows 1.5 times"));
    const Result doubtful = measured(Verdict::inconclusive, Reason::too_noisy, {4, 4, 3.0, "CPython", true});
    CHECK(says(doubtful, "between 1.4 and 1.6"));
    CHECK(says(doubtful, "nothing says that your program is wrong"));
}

TEST_CASE("Every way in which a run ends has its reason, and names its figures") {
    const Result raised = failed_run(reply_of(Ending::raised, "KeyError", "'x'", 12));
    CHECK(is(raised, Reason::crashed));
    CHECK(raised.message == "work/answer.py:12: your program raised KeyError: 'x'");
    CHECK(failed_run(reply_of(Ending::raised, "Odd")).message == "your program raised Odd.");

    const Result memory = failed_run(reply_of(Ending::raised, "MemoryError", "", 3));
    CHECK(is(memory, Reason::memory_limit));
    CHECK(says(memory, "99 MiB"));

    const Result unsupported = failed_run(reply_of(Ending::unsupported, "Future", "the result[2]"));
    CHECK(is(unsupported, Reason::wrong_answer));
    CHECK(says(unsupported, "run_jobs() returned a Future in the result[2]"));

    CHECK(is(failed_run(reply_of(Ending::garbled)), Reason::no_result));
    const Result printed = failed_run(reply_of(Ending::output_limit));
    CHECK(is(printed, Reason::output_limit));
    CHECK(says(printed, "77 KiB"));
    const Result late = failed_run(reply_of(Ending::time_limit));
    CHECK(is(late, Reason::time_limit));
    CHECK(says(late, "12 s"));
}

TEST_CASE("A process that ended is told by its signal or its exit code") {
    sandbox::Reply reply = reply_of(Ending::ended);
    reply.exit.signal = SIGSEGV;
    const Result crashed = failed_run(reply);
    CHECK(is(crashed, Reason::crashed));
    CHECK(says(crashed, "signal 11"));
    reply.exit.signal = SIGKILL;
    CHECK(says(failed_run(reply), "out of memory"));
    reply.exit = {7, 0, 0};
    const Result left = failed_run(reply);
    CHECK(is(left, Reason::no_result));
    CHECK(says(left, "exit code 7"));
}

TEST_CASE("A submission that can't be used is told where and why") {
    sandbox::Reply reply = reply_of(Ending::rejected, "SyntaxError", "invalid syntax", 4);
    reply.stage = "syntax";
    reply.source_line = "def other(:";
    const Result syntax = failed_run(reply);
    CHECK(is(syntax, Reason::invalid_submission));
    CHECK(syntax.message == "work/answer.py:4: SyntaxError: invalid syntax");
    CHECK(says(syntax, "def other(:"));

    reply.stage = "import";
    reply.kind = "ImportError";
    CHECK(failed_run(reply).message == "work/answer.py:4: importing it raised ImportError: invalid syntax");
    for (const std::string stage : {"function", "signature", "forged"}) {
        reply.stage = stage;
        CHECK(is(failed_run(reply), Reason::invalid_submission));
    }
}

TEST_CASE("A program that goes on after its result is told so") {
    const sandbox::Reply returned = reply_of(Ending::returned);
    const Result tasks = failed_run(returned, RunFault::too_many_tasks);
    CHECK(is(tasks, Reason::process_limit));
    CHECK(says(tasks, "55 threads and processes"));
    const Result busy = failed_run(returned, RunFault::never_idle);
    CHECK(is(busy, Reason::time_limit));
    CHECK(says(busy, "still at work"));
    const Result stays = failed_run(returned, RunFault::never_ends);
    CHECK(is(stays, Reason::time_limit));
    CHECK(says(stays, "did not end"));
}

TEST_CASE("A wrong answer shows the call, what was expected and what came") {
    Result result;
    const json arguments = json::array({json::array({"jobs", {1, 2}}), json::array({"workers", 4})});
    explain_wrong_answer(result, some_exercise(), arguments, {1, 4}, {1, 5});
    CHECK(result.verdict == Verdict::failed);
    CHECK(is(result, Reason::wrong_answer));
    CHECK(says(result, "result[1]"));
    CHECK(says(result, "run_jobs(jobs=[1, 2], workers=4)"));
    REQUIRE(result.checks.size() == 1);
    CHECK(result.checks[0].expected == "[1, 4]");
    CHECK(result.checks[0].actual == "[1, 5]");
}
