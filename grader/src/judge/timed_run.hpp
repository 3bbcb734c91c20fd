// One run of one file in a box, with its demand measured from outside.
#pragma once

#include "gil/recording.hpp"
#include "gil/work.hpp"
#include "judge/partner.hpp"
#include "judge/result.hpp"
#include "judge/watched_box.hpp"
#include "measure/sampler.hpp"
#include "sandbox/box.hpp"

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <optional>
#include <string>
#include <vector>

namespace gilkit::judge {

struct TimedRun {
    sandbox::Reply reply; // the last word in the conversation
    RunFault fault = RunFault::none;
    std::optional<measure::Demand> demand;   // when the call was made and the program still there afterwards
    std::optional<gil::Recording> gil;       // of the call, where it was asked for
    std::optional<gil::Ceiling> gil_ceiling; // likewise: the speedup that its GILs allow (gil/work.hpp)
    std::string output;
};

// Starts a box, imports the file, then calls the function with `arguments`. The clock runs from the moment
// the arguments are sent until the result is in and nothing in the tree works any more. `time_limit_s`: for
// the import, for the call and for the end, each, on idle cores (watched_box.hpp).
// `look_at_gil`: with every look at the demand, which is rare enough to cost nothing and too rare to see
// single turns of 5 ms. `partner`: empty for none.
tl::expected<TimedRun, sandbox::Failure> run_timed(const sandbox::BoxSpec& spec,
                                                   const nlohmann::json& arguments, double time_limit_s,
                                                   bool look_at_gil = false,
                                                   const PartnerMaker& partner = {});

// What a program did instead of returning a result, for people who must find out why.
std::string ending_of(const sandbox::Reply& reply, RunFault fault);

// A run's demand as it is reported.
RunFigures figures_of(Role role, int cores, const measure::Demand& demand);

// A run in one process for a list of calls, without measuring: for quick checks of answers. Ends at the
// first call that does not return; `replies` has one element a call made (or the import's, when that failed),
// and `printed` what went to stdout meanwhile.
struct PlainCalls {
    std::vector<sandbox::Reply> replies;
    std::vector<std::string> printed;
    bool loaded = false;
    RunFault fault = RunFault::none;
    std::string output;
};
tl::expected<PlainCalls, sandbox::Failure>
run_calls(const sandbox::BoxSpec& spec, const std::vector<nlohmann::json>& calls, double time_limit_s);

} // namespace gilkit::judge
