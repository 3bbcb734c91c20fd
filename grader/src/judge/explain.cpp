#include "judge/explain.hpp"

#include "judge/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstring>

namespace gilkit::judge {

namespace {

using sandbox::Ending;

struct Story {
    Reason reason = Reason::no_result;
    std::string message;
    std::string hint;
    int line = 0; // of the submission; 0: none
};

Story limit_story(const content::Exercise& exercise, const sandbox::Reply& reply, RunFault fault,
                  double time_limit_s) {
    if (fault == RunFault::too_many_tasks) {
        return {
            Reason::process_limit,
            fmt::format("Your program had more than {} threads and processes at once.",
                        exercise.limits.tasks),
            fmt::format("Try: a pool of {} workers instead of one process or thread for every piece of work.",
                        exercise.workers)};
    }
    if (fault == RunFault::too_much_memory) {
        return {Reason::memory_limit,
                fmt::format("Your program used more than {} MiB of memory, all its processes together.",
                            exercise.limits.memory_mb),
                "Try: look for data that is copied into every process, or that grows without end."};
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
    if (fault == RunFault::deadlocked) {
        return {Reason::deadlock,
                "Your program got stuck: every thread waits for a lock that nobody will give back.",
                "Try: look for a lock that is taken twice by the same thread, or for two that are taken in "
                "different orders. `with lock:` gives it back whatever happens."};
    }
    if (fault == RunFault::starved) {
        return {Reason::too_noisy,
                fmt::format(
                    "This machine was too busy: it had not given your program {:.0f} s of its cores' time "
                    "when we stopped waiting.",
                    time_limit_s),
                "Try again when less runs beside it. Nothing says that your program is wrong."};
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
                reply.source_line.empty() ? "" : "    " + reply.source_line, reply.line};
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
            fmt::format("{}: importing it raised {}: {}", place, reply.kind, reply.message), reply.traceback,
            reply.line};
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
                    reply.traceback, reply.line};
        }
        if (reply.kind == "OSError" && reply.message.find("No space left on device") != std::string::npos) {
            return {Reason::memory_limit,
                    fmt::format("{}your program filled the space that it has for files.", place),
                    reply.traceback, reply.line};
        }
        if (reply.message == "can't start new thread") {
            return {Reason::process_limit,
                    fmt::format("{}your program could not start another thread: those that it has fill the "
                                "{} MiB of memory "
                                "that a process may use.",
                                place, exercise.limits.memory_mb),
                    reply.traceback, reply.line};
        }
        return {Reason::crashed,
                fmt::format("{}your program raised {}{}", place, reply.kind,
                            reply.message.empty() ? "." : ": " + reply.message),
                reply.traceback, reply.line};
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
                        RunFault fault, double time_limit_s, const std::string& check) {
    const Story story = story_of(exercise, reply, fault, time_limit_s, result.submission);
    const bool told = story.reason != Reason::too_noisy;
    result.verdict = told ? Verdict::failed : Verdict::inconclusive;
    result.reason = story.reason;
    result.message = story.message;
    if (!story.hint.empty()) {
        result.explanation.push_back(story.hint);
    }
    result.checks.push_back({check, told ? CheckStatus::failed : CheckStatus::inconclusive, story.message,
                             std::nullopt, std::nullopt,
                             story.line > 0 ? std::optional(story.line) : std::nullopt});
}

std::string call_text(const content::Exercise& exercise, const nlohmann::json& arguments) {
    std::string text;
    for (const auto& argument : arguments) {
        text += fmt::format("{}{}={}", text.empty() ? "" : ", ", argument[0].get<std::string>(),
                            show_value(argument[1], 120));
    }
    return fmt::format("{}({})", exercise.function, text);
}

namespace {

// Line `number` (1-based) with its line break; empty when there is none.
std::string_view line_of(std::string_view text, std::size_t number) {
    for (; number > 1 && !text.empty(); --number) {
        text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
    }
    return text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1);
}

} // namespace

void explain_wrong_output(Result& result, const content::Exercise& exercise, const nlohmann::json& arguments,
                          const std::string& expected, const std::string& actual) {
    const auto parting = std::mismatch(expected.begin(), expected.end(), actual.begin(), actual.end()).first;
    const std::size_t line = 1 + static_cast<std::size_t>(std::count(expected.begin(), parting, '\n'));
    const std::string wanted(line_of(expected, line));
    const std::string got(line_of(actual, line));
    const auto without_space = [](std::string text) {
        std::erase_if(text, [](char letter) { return std::strchr(" \t\r\n\v\f", letter) != nullptr; });
        return text;
    };
    const bool only_space = !wanted.empty() && !got.empty() && without_space(wanted) == without_space(got);
    const std::string what = actual.empty()   ? "it printed nothing"
                             : only_space     ? "only the white space differs"
                             : wanted.empty() ? "it prints more lines than it should"
                             : got.empty()    ? "the text ends too early"
                                              : "the first difference is there";
    result.verdict = Verdict::failed;
    result.reason = Reason::wrong_answer;
    result.message = fmt::format("{}() printed a wrong text: line {}, {}.", exercise.function, line, what);
    result.explanation.push_back(fmt::format("The call was {}.", call_text(exercise, arguments)));
    if (actual.empty()) {
        result.explanation.emplace_back("What a function returns is not printed: print() it.");
    }
    // Line breaks are shown as well: a missing one is a difference.
    result.checks.push_back({"output", CheckStatus::failed,
                             fmt::format("Line {} differs from the reference's.", line), wanted, got});
}

void explain_wrong_answer(Result& result, const content::Exercise& exercise, const nlohmann::json& arguments,
                          const nlohmann::json& expected, const nlohmann::json& actual) {
    result.verdict = Verdict::failed;
    result.reason = Reason::wrong_answer;
    result.message = fmt::format("{}() returned a wrong result: the difference is in {}.", exercise.function,
                                 first_difference(expected, actual));
    result.explanation.push_back(fmt::format("The call was {}.", call_text(exercise, arguments)));
    result.checks.push_back({"answers", CheckStatus::failed, "Your answer differs from the reference's.",
                             show_value(expected), show_value(actual)});
}

} // namespace gilkit::judge
