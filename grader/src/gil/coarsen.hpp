// Tells with fewer spans what some threads did.
#pragma once

#include "gil/span.hpp"

#include <cstdint>
#include <vector>

namespace gilkit::gil {

// Within each `grain_ns` (counted from 0) every thread keeps the time that it spent in each state; the order
// in there is lost. What it did not hold is told in one span for each state, cut in two at most by the time
// in which it held the GIL. Spans are in order and do not overlap; those of one state that touch each other
// become one. `threads` are those that share a GIL: their times of holding it are set one after another, so
// that still nobody holds it while another one does, as far as each was there.
// A grain of 0 or less leaves all as it is.
void coarsen(const std::vector<std::vector<Span>*>& threads, std::int64_t grain_ns);

} // namespace gilkit::gil
