// What this kernel and our rights on it allow: what measuring needs, and what observing the GIL and confining
// submissions could build on.
#pragma once

#include "sandbox/enclosure/tier.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::doctor {

enum class FacilityUse : std::uint8_t { measuring, gil, sandbox };
std::string_view to_string(FacilityUse use); // "measuring"

struct Facility {
    std::string name; // stable, for machines: "run-queue-delay"
    FacilityUse use = FacilityUse::measuring;
    bool available = false;
    bool needed = false; // without it nothing can be graded
    std::string found;   // one sentence: what is the case
    std::string enable;  // how to get it; empty when it is available or nothing helps
};

// Tries each; starts a few short-lived processes, and bubblewrap where it is installed.
// `tier`: of the boxes that grading would use.
std::vector<Facility> examine_facilities(sandbox::Tier tier);

} // namespace gilkit::doctor
