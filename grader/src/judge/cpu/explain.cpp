#include "judge/cpu/explain.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gilkit::judge {

namespace {

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
    return shape.parallelism > serial_at_most && shape.serial_by_gil;
}

void explain_not_parallel(Result& result, int workers, const Shape& shape) {
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
            text.push_back(
                fmt::format("Try: give the work to {} worker processes, which share no lock.", workers));
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
                workers));
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
            workers));
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
                    workers));
}

} // namespace

Check parallel_check(const CpuDecision& decision, const Shape& shape) {
    const bool known = decision.verdict != Verdict::inconclusive;
    return {
        "parallel",
        decision.reason == Reason::not_parallel ? CheckStatus::failed
        : known                                 ? CheckStatus::passed
                                                : CheckStatus::inconclusive,
        by_the_gil(shape)
            ? fmt::format("{:.0f} % of its work was done with one GIL in hand.", share_under_gil(shape) * 100)
            : fmt::format("It asked for {:.2f} cores' worth of work at a time.", shape.parallelism),
        {},
        {}};
}

std::vector<Check> cpu_checks(const CpuDecision& decision, const content::CpuRequirement& asks, int workers) {
    const auto status = [&](bool failed) {
        return failed                                      ? CheckStatus::failed
               : decision.verdict != Verdict::inconclusive ? CheckStatus::passed
                                                           : CheckStatus::inconclusive;
    };
    const bool not_parallel = decision.reason == Reason::not_parallel;
    const bool wasted = decision.reason == Reason::wasted_work;
    return {
        {"answers", CheckStatus::passed, "Right answers, in every run.", {}, {}},
        {"work",
         not_parallel ? CheckStatus::skipped : status(wasted),
         fmt::format("It used {:.2f} times the CPU time of the plain loop ({:.2f} allowed).",
                     decision.work_ratio.value, asks.work_ratio_max),
         {},
         {}},
        {"speedup",
         not_parallel || wasted ? CheckStatus::skipped : status(decision.reason == Reason::too_slow),
         fmt::format("On {} cores it is {:.2f} times as fast as the plain loop ({:.2f} asked for).", workers,
                     decision.speedup.value, asks.speedup),
         {},
         {}},
    };
}

void explain_cpu(Result& result, const content::CpuRequirement& asks, int workers, const Shape& shape) {
    const Measurement& measured = *result.measurement;
    const Interval speedup = measured.speedup.value_or(Interval{});
    auto& text = result.explanation;
    if (result.verdict == Verdict::passed) {
        result.message = fmt::format("Right answers, and {:.1f} times as fast as the plain loop on {} cores.",
                                     speedup.estimate, measured.cores);
        return;
    }
    if (result.reason == Reason::not_parallel) {
        explain_not_parallel(result, workers, shape);
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
            measured.work_ratio.value_or(0), asks.work_ratio_max);
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

} // namespace gilkit::judge
