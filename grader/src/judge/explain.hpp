// Words for a verdict: what happened in one sentence, then why, then one thing to try.
#pragma once

#include "content/model.hpp"
#include "judge/result.hpp"
#include "judge/timed_run.hpp"

#include <string>
#include <vector>

namespace gilkit::judge {

// A call as it would be written: "run_jobs(sizes=[1, 2], workers=4)". `arguments` is the list of [name,
// value].
std::string call_text(const content::Exercise& exercise, const nlohmann::json& arguments);

// The verdict on a run that gave no right answer: fills in verdict, reason, message and explanation, and adds
// the check that came to nothing by it. `run` did not return, or crossed a limit.
void explain_failed_run(Result& result, const content::Exercise& exercise, const sandbox::Reply& reply,
                        RunFault fault, double time_limit_s, const std::string& check = "answers");

// A wrong result for one call: `arguments` is the list of [name, value].
void explain_wrong_answer(Result& result, const content::Exercise& exercise, const nlohmann::json& arguments,
                          const nlohmann::json& expected, const nlohmann::json& actual);

// A call that printed something else than it should.
void explain_wrong_output(Result& result, const content::Exercise& exercise, const nlohmann::json& arguments,
                          const std::string& expected, const std::string& actual);

} // namespace gilkit::judge
