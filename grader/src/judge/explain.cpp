#include "judge/explain.hpp"

#include "judge/cpu_decision.hpp"
#include "judge/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstring>

namespace gilkit::judge {

namespace {

using sandbox::Ending;

std::string counted(int count, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

// What was seen of the GIL, where that shows threads that take turns; else empty.
std::string gil_evidence(const std::optional<gil::Recording>& recording) {
    gil::GilUse use; // of the process in which most threads waited
    for (std::size_t process = 0; recording && process < recording->processes.size(); ++process) {
        const gil::GilUse each = gil_use_of(*recording, process);
        const bool shown = recording->processes[process].gil.shows_gil();
        use = shown && each.waiting > use.waiting ? each : use;
    }
    constexpr double worth_telling = 0.5;
    if (use.held < worth_telling || use.waiting < worth_telling) {
        return {};
    }
    return fmt::format(
        "Looked at from outside while it ran: {:.0f} % of the time one thread held the GIL, and {:.1f} "
        "waited for it on average.",
        std::min(use.held, 1.0) * 100, use.waiting);
}

// Of the work that was done with a GIL, with the one that was used most.
double share_under_gil(const Shape& shape) {
    return shape.gil_ceiling ? 1 / *shape.gil_ceiling : 0.0;
}

// Whether only the GIL shows that it is not parallel.
bool by_the_gil(const Shape& shape) {
    return shape.parallelism > serial_at_most && shape.gil_ceiling && *shape.gil_ceiling <= serial_at_most;
}

void explain_not_parallel(Result& result, const content::Exercise& exercise, const Shape& shape) {
    result.message = by_the_gil(shape)
                         ? fmt::format("Your program is correct, but {:.0f} % of its work was done with one "
                                       "GIL in hand: one core does it all.",
                                       share_under_gil(shape) * 100)
                         : fmt::format("Your program is correct, but it asked for {:.2f} cores' worth of "
                                       "work at a time: one core does it all.",
                                       shape.parallelism);
    auto& text = result.explanation;
    if (by_the_gil(shape)) {
        text.push_back(fmt::format(
            "It seemed to ask for {:.2f} cores' worth of work at a time, since its threads queue for a core "
            "when they wake up. But what they want it for is the GIL, which one thread has at a time.",
            shape.parallelism));
    }
    if (shape.less_work) {
        text.emplace_back(
            "It is fast, since it does less work than the reference; but this exercise asks for work "
            "that runs in parallel.");
    }
    if (shape.busy_processes > 1) {
        text.push_back(fmt::format("{} did the work, and at any moment all but one of them waited.",
                                   counted(shape.busy_processes, "process", "processes")));
        text.emplace_back(
            "Try: look for what makes them take turns. Is each result waited for before the next job is "
            "handed out? Do all the jobs travel in one chunk? Do they share a lock?");
        return;
    }
    if (shape.busy_threads > 1) {
        const std::string threads = counted(shape.busy_threads, "thread", "threads");
        if (!shape.gil_enabled) {
            text.push_back(fmt::format(
                "{} did the work inside one process and took turns. A global interpreter lock (GIL) "
                "makes threads do that; whether {} has one, it does not say.",
                threads, shape.implementation));
            text.push_back(fmt::format("Try: give the work to {} worker processes, which share no lock.",
                                       exercise.cpu.workers));
        } else if (*shape.gil_enabled) {
            text.push_back(fmt::format(
                "{} did the work inside one process, and {} gives a process one global interpreter "
                "lock (GIL). Only the thread that holds the GIL runs Python code; the others wait for "
                "it, however many cores are free.",
                threads, shape.implementation));
            if (const std::string seen = gil_evidence(result.gil); !seen.empty()) {
                text.push_back(seen);
            }
            text.push_back(fmt::format(
                "Try: give the work to {} worker processes. Each has an interpreter, and so a GIL, of "
                "its own.",
                exercise.cpu.workers));
        } else {
            text.push_back(fmt::format(
                "{} did the work, on an interpreter without a GIL; something else makes them take "
                "turns.",
                threads));
            text.emplace_back("Try: look for a lock that they all hold, or for a wait on each result before "
                              "the next job is "
                              "handed out.");
        }
        return;
    }
    if (!shape.gil_enabled.value_or(true)) {
        text.emplace_back("One thread of one process did all the work: one job ran after the other.");
        text.push_back(fmt::format(
            "Try: hand the jobs to {} threads or worker processes, and hand out all of them before "
            "you wait for the first result.",
            exercise.cpu.workers));
        return;
    }
    text.emplace_back(
        "One thread of one process did all the work. The GIL plays no part in that yet: with a single "
        "worker, "
        "one job runs after the other on any interpreter. Threads alone would not change it, since they take "
        "turns holding the GIL.");
    text.push_back(
        fmt::format("Try: hand the jobs to {} worker processes, and hand out all of them before you wait for "
                    "the first result.",
                    exercise.cpu.workers));
}

} // namespace

std::string one_at_a_time(const Shape& shape) {
    return by_the_gil(shape)
               ? fmt::format("{:.0f} % of its work was done with one GIL in hand.",
                             share_under_gil(shape) * 100)
               : fmt::format("It asked for {:.2f} cores' worth of work at a time.", shape.parallelism);
}

void explain_cpu(Result& result, const content::Exercise& exercise, const Shape& shape) {
    const Measurement& measured = *result.measurement;
    const Interval speedup = measured.speedup.value_or(Interval{});
    auto& text = result.explanation;
    if (result.verdict == Verdict::passed) {
        result.message = fmt::format("Right answers, and {:.1f} times as fast as the plain loop on {} cores.",
                                     speedup.estimate, measured.cores);
        return;
    }
    if (result.reason == Reason::not_parallel) {
        explain_not_parallel(result, exercise, shape);
    } else if (result.reason == Reason::too_slow) {
        result.message = fmt::format(
            "Your program is parallel, but {} cores would make it {:.1f} times as fast as the plain "
            "loop, and the exercise asks for {:.1f} times.",
            measured.cores, speedup.estimate, measured.required_speedup);
        if (measured.serial_fraction) {
            text.push_back(fmt::format(
                "A speedup of {:.1f} on {} cores means that about {:.0f} % of the work runs on one core "
                "while the others wait.",
                speedup.estimate, measured.cores, *measured.serial_fraction * 100));
        }
        text.emplace_back("Try: find what happens before the workers start, after they end and between them. "
                          "Are there fewer "
                          "jobs at a time than workers? Is a part of each job done in the parent process?");
    } else if (result.reason == Reason::wasted_work) {
        result.message = fmt::format(
            "Your program used {:.1f} times the CPU time of the plain loop; the exercise allows {:.1f} "
            "times.",
            measured.work_ratio.value_or(0), exercise.cpu.work_ratio_max);
        text.emplace_back("Cores that are busy with the wrong thing don't count as parallel work.");
        text.emplace_back(
            "Try: look for work that is done more than once, for a loop that asks again and again whether "
            "something is ready, or for jobs so small that handing them over costs more than doing them.");
    } else {
        result.message =
            "The measurements scatter too much on this machine to tell; nothing says that your program is "
            "wrong.";
        text.push_back(fmt::format(
            "After {} runs the speedup on {} cores lies between {:.1f} and {:.1f}, and the exercise asks "
            "for {:.1f}.",
            measured.runs.size(), measured.cores, speedup.low, speedup.high, measured.required_speedup));
        text.emplace_back(
            "Try: grade again when the machine is quieter. A program near the requirement gets clear of it "
            "by doing less outside the workers.");
    }
}

namespace {

struct Story {
    Reason reason = Reason::no_result;
    std::string message;
    std::string hint;
};

Story limit_story(const content::Exercise& exercise, const sandbox::Reply& reply, RunFault fault,
                  double time_limit_s) {
    if (fault == RunFault::too_many_tasks) {
        return {
            Reason::process_limit,
            fmt::format("Your program had more than {} threads and processes at once.",
                        exercise.limits.tasks),
            fmt::format("Try: a pool of {} workers instead of one process or thread for every piece of work.",
                        exercise.cpu.workers)};
    }
    if (fault == RunFault::never_idle) {
        return {Reason::time_limit,
                fmt::format("{}() returned, but your program was still at work {:.0f} s later.",
                            exercise.function, time_limit_s),
                "Try: wait for every thread and process that you start before you return."};
    }
    if (fault == RunFault::never_ends) {
        return {Reason::time_limit,
                fmt::format("{}() returned, but your program did not end within {:.0f} s.", exercise.function,
                            time_limit_s),
                "Try: join every thread that you start, and shut down every pool (a with block does both)."};
    }
    if (reply.ending == Ending::output_limit) {
        return {Reason::output_limit,
                fmt::format("Your program printed more than {} KiB.", exercise.limits.output_kb),
                "Try: look for a print() in a loop that does not end."};
    }
    return {Reason::time_limit, fmt::format("Your program did not finish within {:.0f} s.", time_limit_s),
            "Try: look for a loop that never ends, or for a wait on something that never comes: a lock that "
            "is held, a "
            "queue that stays empty, a process that waits for its parent."};
}

Story rejection_story(const content::Exercise& exercise, const sandbox::Reply& reply,
                      const std::string& submission) {
    const std::string place = reply.line > 0 ? fmt::format("{}:{}", submission, reply.line) : submission;
    if (reply.stage == "syntax") {
        return {Reason::invalid_submission, fmt::format("{}: {}: {}", place, reply.kind, reply.message),
                reply.source_line.empty() ? "" : "    " + reply.source_line};
    }
    if (reply.stage == "function") {
        return {
            Reason::invalid_submission, fmt::format("{}: {}.", submission, reply.message),
            fmt::format(
                "The exercise calls {}(); its stub shows how it begins. `gilkit grade` takes the file that "
                "defines it.",
                exercise.function)};
    }
    if (reply.stage == "signature") {
        return {Reason::invalid_submission, fmt::format("{}: {}.", submission, reply.message),
                "Keep the parameters as the stub has them."};
    }
    return {Reason::invalid_submission,
            fmt::format("{}: importing it raised {}: {}", place, reply.kind, reply.message), reply.traceback};
}

Story ended_story(const sandbox::Reply& reply) {
    if (reply.exit.signal == SIGKILL) {
        return {Reason::crashed,
                "Your program was killed (SIGKILL), most often because the machine ran out of memory.", ""};
    }
    if (reply.exit.signal != 0) {
        return {Reason::crashed,
                fmt::format("Your program was ended by signal {} ({}).", reply.exit.signal,
                            ::strsignal(reply.exit.signal)),
                "A crash like this comes from native code: an extension module, ctypes, or a very deep "
                "recursion."};
    }
    return {Reason::no_result,
            fmt::format("Your program ended with exit code {} before it returned a result.", reply.exit.code),
            "Look for sys.exit(), exit() or os._exit()."};
}

Story story_of(const content::Exercise& exercise, const sandbox::Reply& reply, RunFault fault,
               double time_limit_s, const std::string& submission) {
    if (fault != RunFault::none) {
        return limit_story(exercise, reply, fault, time_limit_s);
    }
    switch (reply.ending) {
    case Ending::raised: {
        const std::string place =
            reply.line > 0 ? fmt::format("{}:{}: ", submission, reply.line) : std::string();
        if (reply.kind == "MemoryError") {
            return {Reason::memory_limit,
                    fmt::format("{}your program ran out of memory: each process may use {} MiB.", place,
                                exercise.limits.memory_mb),
                    reply.traceback};
        }
        if (reply.message == "can't start new thread") {
            return {Reason::process_limit,
                    fmt::format("{}your program could not start another thread: those that it has fill the "
                                "{} MiB of memory "
                                "that a process may use.",
                                place, exercise.limits.memory_mb),
                    reply.traceback};
        }
        return {Reason::crashed,
                fmt::format("{}your program raised {}{}", place, reply.kind,
                            reply.message.empty() ? "." : ": " + reply.message),
                reply.traceback};
    }
    case Ending::unsupported:
        return {Reason::wrong_answer,
                fmt::format("{}() returned a {} in {}, which is not a plain value.", exercise.function,
                            reply.kind, reply.message),
                "A result is made of None, bool, int, float, str, bytes, list, tuple and dict, exactly these "
                "types. A "
                "future, a generator or a coroutine is a promise of a result: wait for it, and return what "
                "it gives."};
    case Ending::rejected:
        return rejection_story(exercise, reply, submission);
    case Ending::ended:
        return ended_story(reply);
    case Ending::garbled:
        return {Reason::no_result,
                "Your program wrote to the grader's own connection, so its result is lost.",
                "File descriptor 3 belongs to the grader while your program is graded."};
    default:
        return limit_story(exercise, reply, fault, time_limit_s);
    }
}

} // namespace

void explain_failed_run(Result& result, const content::Exercise& exercise, const sandbox::Reply& reply,
                        RunFault fault, double time_limit_s) {
    const Story story = story_of(exercise, reply, fault, time_limit_s, result.submission);
    result.verdict = Verdict::failed;
    result.reason = story.reason;
    result.message = story.message;
    if (!story.hint.empty()) {
        result.explanation.push_back(story.hint);
    }
    result.checks.push_back({"answers", CheckStatus::failed, story.message, std::nullopt, std::nullopt});
}

void explain_wrong_answer(Result& result, const content::Exercise& exercise, const nlohmann::json& arguments,
                          const nlohmann::json& expected, const nlohmann::json& actual) {
    std::string call;
    for (const auto& argument : arguments) {
        call += fmt::format("{}{}={}", call.empty() ? "" : ", ", argument[0].get<std::string>(),
                            show_value(argument[1], 120));
    }
    result.verdict = Verdict::failed;
    result.reason = Reason::wrong_answer;
    result.message = fmt::format("{}() returned a wrong result: the difference is in {}.", exercise.function,
                                 first_difference(expected, actual));
    result.explanation.push_back(fmt::format("The call was {}({}).", exercise.function, call));
    result.checks.push_back({"answers", CheckStatus::failed, "Your answer differs from the reference's.",
                             show_value(expected), show_value(actual)});
}

} // namespace gilkit::judge
