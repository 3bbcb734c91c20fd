// Observes a process that runs already, with everything below it, for a while. Nothing of it is changed.
#pragma once

#include "observe/observation.hpp"

#include <tl/expected.hpp>

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace gilkit::observe {

struct AttachOptions {
    pid_t pid = 0;
    std::optional<double> seconds;     // how long; nullopt: until it ends, or somebody interrupts us
    std::optional<double> gil_rate_hz; // how often to look at the GIL; nullopt: never
    std::function<void(std::string_view)> progress; // twice a second: what has been seen so far
};

enum class AttachFault {
    no_process, // there is none with that number
    refused,    // it belongs to somebody else, and with a GIL to look at there would be nothing to see
    failed
};

struct AttachError {
    AttachFault fault = AttachFault::failed;
    std::string message; // names the process and what to do
};

// The observation has one run: what the processes did while they were observed. Its command is that of the
// process.
tl::expected<Observation, AttachError> attach(const AttachOptions& options);

} // namespace gilkit::observe
