#include "judge/responsive/explain.hpp"

#include "judge/value.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gilkit::judge {

namespace {

// Less can't be told from how often we look.
constexpr double finest_s = 0.005;

std::string shown_ms(double s) {
    return s < finest_s ? fmt::format("under {:.0f} ms", finest_s * 1000)
                        : fmt::format("{:.0f} ms", s * 1000);
}

std::string words_of(const PromptnessFigure& figure) {
    const double within_ms = std::max(figure.program_s, finest_s) * 1000;
    const std::string allowed = fmt::format("({:.0f} ms allowed).", figure.allowed_s * 1000);
    if (figure.name == "median") {
        return fmt::format("Half of the pings were answered within {:.0f} ms {}", within_ms, allowed);
    }
    if (figure.name == "p99") {
        return fmt::format("99 of 100 pings were answered within {:.0f} ms {}", within_ms, allowed);
    }
    return fmt::format("The longest time without any answer was {} {}", shown_ms(figure.program_s), allowed);
}

CheckStatus status_of(Promptness promptness) {
    switch (promptness) {
    case Promptness::prompt:
        return CheckStatus::passed;
    case Promptness::late:
        return CheckStatus::failed;
    case Promptness::unclear:
        break;
    }
    return CheckStatus::inconclusive;
}

std::string quoted(const std::string& line) {
    constexpr std::size_t longest = 100;
    return show_value(nlohmann::json(line), longest);
}

void fail(Result& result, Reason reason, std::string message) {
    result.verdict = Verdict::failed;
    result.reason = reason;
    result.message = std::move(message);
}

void explain_deafness(Result& result, const std::string& deaf_over) {
    auto& text = result.explanation;
    if (!deaf_over.empty()) {
        text.push_back(fmt::format("The longest silence began while it worked on {}.", quoted(deaf_over)));
    }
    text.emplace_back(
        "Who answers needs a thread with nothing else to do, and the GIL. An event loop is one thread: "
        "while a coroutine computes, or waits without an await, it answers nobody. Other threads share its "
        "GIL, and get it late while one of them computes; some calls keep it until they are done.");
    text.emplace_back("Try: have another process compute, and let this one only wait for the result. A "
                      "ProcessPoolExecutor does that for threads, and by loop.run_in_executor() for "
                      "coroutines. What only waits can be awaited, or wait in a thread of its own.");
}

} // namespace

void explain_promptness(Result& result, const std::vector<PromptnessFigure>& figures,
                        std::size_t all_requests, const std::string& deaf_over) {
    result.checks.push_back({"answers",
                             CheckStatus::passed,
                             fmt::format("Right answers to all of {} requests.", all_requests),
                             {},
                             {}});
    const PromptnessFigure* worst = &figures.front();
    for (const PromptnessFigure& figure : figures) {
        result.checks.push_back(
            {std::string(figure.name), status_of(figure.promptness()), words_of(figure), {}, {}});
        worst = figure.program_s > worst->program_s ? &figure : worst;
    }
    switch (promptness_of(figures)) {
    case Promptness::prompt:
        result.verdict = Verdict::passed;
        result.score = 1.0;
        result.message = fmt::format("Right answers, and nobody waited while it worked: the longest time "
                                     "without an answer was {}.",
                                     shown_ms(figures.back().program_s));
        return;
    case Promptness::late:
        fail(result, Reason::unresponsive,
             fmt::format(
                 "Your program gives right answers, but it stops answering others while it works: pings "
                 "waited up to {}.",
                 shown_ms(worst->program_s)));
        explain_deafness(result, deaf_over);
        return;
    case Promptness::unclear:
        break;
    }
    result.verdict = Verdict::inconclusive;
    result.reason = Reason::too_noisy;
    result.message =
        fmt::format("This machine was too busy: a server that does nothing but answer took {}, and "
                    "your program took {}.",
                    shown_ms(worst->control_s), shown_ms(worst->program_s));
    result.explanation.emplace_back(
        "Try again when less runs beside it. Nothing says that your program is wrong.");
}

void explain_talk(Result& result, const content::Exercise& exercise, const Prober& prober,
                  double patience_s) {
    const Complaint& complaint = prober.complaint();
    auto& text = result.explanation;
    switch (prober.talk()) {
    case Talk::wrong_answer:
        if (complaint.request.empty()) {
            fail(result, Reason::wrong_answer,
                 fmt::format("Your program sent {}, and nothing had been asked.", quoted(complaint.actual)));
            text.emplace_back("Each request is one line, and so is each answer: one for each request.");
        } else {
            fail(result, Reason::wrong_answer,
                 fmt::format("Your program gave a wrong answer to {}.", quoted(complaint.request)));
        }
        result.checks.push_back({"answers", CheckStatus::failed, result.message,
                                 complaint.request.empty() ? std::nullopt : std::optional(complaint.expected),
                                 complaint.actual});
        return;
    case Talk::closed:
        fail(result, Reason::no_result,
             fmt::format("Your program closed a connection after {} of the requests.",
                         prober.requests_answered()));
        text.emplace_back(
            "A connection stays open until the client closes it: it asks more than once. A line "
            "without an end is taken for the same.");
        break;
    case Talk::silent:
        fail(result, Reason::unresponsive,
             prober.was_answered_at_all()
                 ? "Your program stopped answering: a ping was left waiting until its time was up."
                 : fmt::format("Your program did not answer the first ping within {:.0f} s.", patience_s));
        if (prober.was_answered_at_all()) {
            explain_deafness(result, prober.deaf_over());
        } else {
            text.push_back(fmt::format("Two clients had connected to the socket that {}() was given. Serve "
                                       "both at the same time, and send what is returned: what a program "
                                       "prints reaches no client.",
                                       exercise.function));
        }
        break;
    default:
        fail(result, Reason::time_limit,
             "Your program answers pings, but it did not answer a request in time.");
        text.push_back(fmt::format("One answer may take {:.0f} s, all of them {:.0f} s.", patience_s,
                                   exercise.limits.time_s));
        text.emplace_back(
            "Try: look for an await that never comes back, an exception that ended the task, or "
            "an answer without a newline at its end.");
        break;
    }
    result.checks.push_back({"answers", CheckStatus::failed, result.message, {}, {}});
}

void explain_returned(Result& result, const content::Exercise& exercise) {
    fail(result, Reason::no_result,
         fmt::format("{}() returned, but it is to serve until it is stopped.", exercise.function));
    result.explanation.emplace_back(
        "Try: let it end in the loop that accepts clients; with asyncio, await server.serve_forever(). "
        "What is only started, as a task or a thread, does not keep the function from returning.");
    result.checks.push_back({"answers", CheckStatus::failed, result.message, {}, {}});
}

} // namespace gilkit::judge
