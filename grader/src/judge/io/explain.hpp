// Words for what the slow server saw.
#pragma once

#include "content/model.hpp"
#include "judge/io/visits.hpp"
#include "judge/result.hpp"

namespace gilkit::judge {

// Whether pages were not asked for exactly once each, or too many at once.
bool asked_wrongly(const Traffic& traffic, const content::IoRequirement& asks);

// The verdict on a program whose answers are right: fills in verdict, reason, message, explanation, the other
// checks and the figures.
void explain_traffic(Result& result, const content::Exercise& exercise, const content::IoRequirement& asks,
                     const Traffic& traffic);

// The verdict on one that opened more connections than the server takes.
void explain_flood(Result& result, const Traffic& traffic);

} // namespace gilkit::judge
