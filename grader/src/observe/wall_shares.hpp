// Where a run's wall time went, from its demand trace. A pure function.
#pragma once

#include "measure/demand.hpp"
#include "observe/observation.hpp"

#include <span>

namespace gilkit::observe {

// A window of length t with work w and delay d is busy for min(t, w + d), split as w : d, and asleep for the
// rest. No window, or none with a length: all zeros.
WallShares wall_shares(std::span<const measure::Window> windows);

} // namespace gilkit::observe
