// What a result is worth in points: the exercise's, shared out among the checks of its kind by their weights.
//
// A passed check gives all of its points, every other one none, with one exception: a program that is
// parallel, but too slow or too wasteful, gets for that check the part that Result::score says. A check that
// a grading did not come to gives none either. While nobody knows whether the submission passes, nobody knows
// its points: the total of an inconclusive result, and of one that gilkit failed to grade, is withheld.
#pragma once

#include "content/model.hpp"
#include "judge/result.hpp"

namespace gilkit::judge {

// The sum of the checks' points is the total, and all of them together are the exercise's points.
Points points_of(const content::Exercise& exercise, const Result& result);

} // namespace gilkit::judge
