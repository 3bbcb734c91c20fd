// gilkit-archive, run to its end.
#pragma once

#include "os/capture.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace gilkit::archive {

// `fd`: what it reads. At most `most_bytes` of what it says are kept. It gets a minute of work and 1 GiB of
// memory.
os::Result<os::Captured> run_program(const std::filesystem::path& program,
                                     const std::vector<std::string>& words, int fd, std::size_t most_bytes);

constexpr unsigned most_cpu_s = 60;

// The first line of its complaint; may be empty.
std::string complaint_of(const os::Captured& captured);

} // namespace gilkit::archive
