// Words for verdicts on programs that serve.
#pragma once

#include "content/model.hpp"
#include "judge/responsive/prober.hpp"
#include "judge/result.hpp"

#include <string>
#include <vector>

namespace gilkit::judge {

// The verdict on a program that answered everything: how promptly it did. `deaf_over`: as Prober has it.
void explain_promptness(Result& result, const std::vector<PromptnessFigure>& figures,
                        std::size_t all_requests, const std::string& deaf_over);

// The verdict on one that did not: wrongly, or not at all. `patience_s`: how long it had for one answer.
void explain_talk(Result& result, const content::Exercise& exercise, const Prober& prober, double patience_s);

// The verdict on one whose function returned, where it was to serve on.
void explain_returned(Result& result, const content::Exercise& exercise);

} // namespace gilkit::judge
