#include "judge/io/explain.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

namespace gilkit::judge {

namespace {

// "/a, /b and 3 more"
std::string some_of(const std::vector<std::string>& paths) {
    constexpr std::size_t shown = 3;
    std::string text;
    for (std::size_t i = 0; i < paths.size() && i < shown; ++i) {
        text += (i == 0 ? "" : ", ") + paths[i].substr(0, 60);
    }
    return paths.size() > shown ? fmt::format("{} and {} more", text, paths.size() - shown) : text;
}

bool is_too_many(const Traffic& traffic, const content::IoRequirement& asks) {
    return asks.at_most > 0 && traffic.most_in_flight > asks.at_most;
}

void fail(Result& result, Reason reason, std::string message, std::string why, std::string action) {
    result.verdict = Verdict::failed;
    result.reason = reason;
    result.message = std::move(message);
    result.explanation.push_back(std::move(why));
    result.explanation.push_back(std::move(action));
}

void add_checks(Result& result, const content::IoRequirement& asks, const Traffic& traffic) {
    const auto check = [&](const char* name, bool good, std::string message) {
        result.checks.push_back(
            {name, good ? CheckStatus::passed : CheckStatus::failed, std::move(message), {}, {}});
    };
    const bool once = traffic.again.empty() && traffic.unknown.empty() && traffic.missing.empty();
    check("once", once,
          once ? fmt::format("Each of {} pages was asked for once.", traffic.visits)
               : fmt::format("{} requests; asked for again: {}, unknown: {}, never asked for: {}.",
                             traffic.visits, traffic.again.size(), traffic.unknown.size(),
                             traffic.missing.size()));
    if (asks.at_most > 0) {
        check("bound", !is_too_many(traffic, asks),
              fmt::format("{} under way at once were the most; {} are allowed.", traffic.most_in_flight,
                          asks.at_most));
    }
    check("concurrent", traffic.mean_in_flight >= asks.in_flight,
          fmt::format("On average {:.1f} requests were under way; {:.1f} are asked for.",
                      traffic.mean_in_flight, asks.in_flight));
}

void explain_not_concurrent(Result& result, const content::IoRequirement& asks, const Traffic& traffic) {
    constexpr double one_at_a_time = 1.1;
    const bool alone = traffic.mean_in_flight <= one_at_a_time;
    fail(result, Reason::not_concurrent,
         alone
             ? std::string("Right answers, but your program asks for one page at a time: while it waits "
                           "for an answer, nothing else is under way.")
             : fmt::format("Right answers, but on average only {:.1f} requests were under way; the exercise "
                           "asks for {:.1f}.",
                           traffic.mean_in_flight, asks.in_flight),
         "Waiting needs no core and no GIL: a thread that waits for the network has let go of it. Requests "
         "whose waits overlap cost no more time than the longest of them.",
         alone ? "Try: send the next request before the last answer is there, with a pool of threads or with "
                 "asyncio.gather; a lock around the request, or an await for each in turn, takes that away "
                 "again."
               : "Try: as many workers as the call says, and hand out the next page as soon as any answer is "
                 "in, not when a whole batch is.");
}

} // namespace

bool asked_wrongly(const Traffic& traffic, const content::IoRequirement& asks) {
    return !traffic.again.empty() || !traffic.unknown.empty() || !traffic.missing.empty() ||
           is_too_many(traffic, asks);
}

void explain_traffic(Result& result, const content::Exercise& exercise, const content::IoRequirement& asks,
                     const Traffic& traffic) {
    result.requests = Requests{traffic.visits, traffic.mean_in_flight, traffic.most_in_flight, asks.in_flight,
                               asks.at_most};
    add_checks(result, asks, traffic);
    if (!traffic.again.empty() || !traffic.unknown.empty()) {
        const bool again = !traffic.again.empty();
        fail(
            result, Reason::wasted_work,
            fmt::format("Right answers, but your program asked {}: {}.",
                        again ? "more than once for pages that it needs once" : "for pages that nobody named",
                        some_of(again ? traffic.again : traffic.unknown)),
            "Every request costs the server work, also one that failed; whether to repeat it is for the "
            "caller to decide.",
            "Try: one request for each address, and none to look before.");
    } else if (!traffic.missing.empty()) {
        fail(result, Reason::wrong_answer,
             "Your program answered for pages that it never asked for: " + some_of(traffic.missing) + ".",
             "What a page says is known only to who has asked for it.", "Try: ask for each address.");
    } else if (is_too_many(traffic, asks)) {
        fail(result, Reason::overloaded,
             fmt::format("Right answers, but {} requests were under way at once; no more than {} may be.",
                         traffic.most_in_flight, asks.at_most),
             "A server has a limit, too: who sends everything at once moves the queue to the other side, "
             "where it fails.",
             fmt::format("Try: a pool of {} threads, or asyncio.Semaphore({}) around each request.",
                         exercise.workers, exercise.workers));
    } else if (traffic.mean_in_flight < asks.in_flight) {
        explain_not_concurrent(result, asks, traffic);
    } else {
        result.verdict = Verdict::passed;
        result.score = 1.0;
        result.message = fmt::format("Right answers, and on average {:.1f} requests under way at once.",
                                     traffic.mean_in_flight);
    }
}

void explain_flood(Result& result, const Traffic& traffic) {
    fail(result, Reason::overloaded,
         fmt::format("Your program opened connections without end; {} requests came over them.",
                     traffic.visits),
         "A server takes a limited number of connections; who opens more than it needs shuts out others.",
         "Try: one connection for each worker, or for each request, and close it.");
    result.checks.push_back({"once", CheckStatus::failed, result.message, {}, {}});
}

} // namespace gilkit::judge
