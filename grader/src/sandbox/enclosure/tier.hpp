// How strong a box this machine lets us make, and what it is made with. Found out once, by making one.
//
//   A  as B, and a control group: the kernel itself limits memory and tasks of all processes together
//   B  namespaces: own processes, files, network; a filter of system calls; sized file systems in memory
//   C  no namespaces: Landlock, the filter, resource limits
//   D  resource limits and a sweep
//
// ../README.md says what each of them promises.
#pragma once

#include "sandbox/enclosure/control_group.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::sandbox {

enum class Tier : std::uint8_t { A, B, C, D };

std::string_view to_string(Tier tier); // "A"
std::optional<Tier> tier_from_string(std::string_view name);

// What boxes are made with on this machine.
struct Enclosure {
    Tier tier = Tier::D;
    std::filesystem::path bubblewrap;  // tiers A and B
    std::filesystem::path init;        // gilkit-init
    std::optional<GroupPlaces> groups; // tier A
    // Folders that nobody inside may see, wherever they lie: the course with its solutions.
    std::vector<std::filesystem::path> hidden;
    // Why it is no better tier, and what to do about it; empty for the best.
    std::string why_not_better;
};

// Tries the best tier first, but none better than `best`. `init`: gilkit-init, next to this program. Nothing
// is left behind; takes some tens of milliseconds.
Enclosure probe_enclosure(const std::filesystem::path& init, std::vector<std::filesystem::path> hidden,
                          Tier best = Tier::A);

} // namespace gilkit::sandbox
