// Observes a command: one run or several, free to use all our cores or confined to some of them.
#pragma once

#include "observe/observation.hpp"

#include <tl/expected.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::observe {

struct ObserveOptions {
    std::vector<std::string> command;  // at least the program
    int runs = 1;                      // rounds: each is a free run and one for each element of `cores`
    std::vector<int> cores;            // ascending, each from 1 to the number of our allowed CPUs
    std::optional<double> gil_rate_hz; // how often to look at the GIL; nullopt: never
    std::function<void(std::string_view)> live;     // while one runs: what is seen of its GIL (watch.hpp)
    std::function<void(std::string_view)> progress; // before each run, when there are several
};

enum class ObserveFault : std::uint8_t { not_found, not_executable, failed };

struct ObserveError {
    ObserveFault fault = ObserveFault::failed;
    std::string message; // names the command and what to do
};

// Ends before all rounds are done when somebody interrupts it, and when going on would measure something
// else. A command that can't be started the first time is an error. Standard input is the command's: where it
// is a file, each run reads it from the same place.
tl::expected<Observation, ObserveError> observe(const ObserveOptions& options);

} // namespace gilkit::observe
