// Words for a verdict: what happened in one sentence, then why, then one thing to try.
#pragma once

#include "content/model.hpp"
#include "judge/result.hpp"
#include "judge/timed_run.hpp"

#include <string>
#include <vector>

namespace gilkit::judge {

// What the program looked like while it was being diagnosed.
struct Shape {
    int busy_processes = 0;
    int busy_threads = 0;
    double parallelism = 0;
    std::string implementation;                       // of Python
    std::optional<bool> gil_enabled;                  // nullopt: it does not say
    bool less_work = false;                           // it surely needs less CPU time than the reference
    std::optional<double> gil_ceiling = std::nullopt; // the speedup that its GILs allow, at most
};

// What makes it one core's worth of work at a time: what it asked for, or what the GIL leaves of that.
std::string one_at_a_time(const Shape& shape);

// Fills in message and explanation of a result whose verdict and reason stand, from its measurement.
void explain_cpu(Result& result, const content::Exercise& exercise, const Shape& shape);

// The verdict on a run that gave no right answer: fills in verdict, reason, message and explanation, and adds
// the check "answers". `run` did not return, or crossed a limit.
void explain_failed_run(Result& result, const content::Exercise& exercise, const sandbox::Reply& reply,
                        RunFault fault, double time_limit_s);

// A wrong result for one call: `arguments` is the list of [name, value].
void explain_wrong_answer(Result& result, const content::Exercise& exercise, const nlohmann::json& arguments,
                          const nlohmann::json& expected, const nlohmann::json& actual);

} // namespace gilkit::judge
