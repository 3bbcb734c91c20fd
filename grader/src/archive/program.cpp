#include "archive/program.hpp"

#include <sys/resource.h>
#include <unistd.h>

namespace gilkit::archive {

os::Result<os::Captured> run_program(const std::filesystem::path& program,
                                     const std::vector<std::string>& words, int fd, std::size_t most_bytes) {
    // What xz and 7z pack as well as they can needs some 100 MiB to be unpacked; the libraries are 50.
    constexpr rlim_t most_memory = 1U << 30U;
    // For a disk that is asleep. The work has its own limit.
    constexpr double patience_s = 600;
    os::SpawnOptions options;
    options.argv = {program.string()};
    options.argv.insert(options.argv.end(), words.begin(), words.end());
    options.directory = "/";
    options.fds = {{fd, STDIN_FILENO}};
    options.limits = {{RLIMIT_CPU, most_cpu_s}, {RLIMIT_AS, most_memory}, {RLIMIT_CORE, 0}};
    options.die_with_us = true;
    return os::run_and_capture(options, os::monotonic_ns() + os::from_seconds(patience_s), {}, most_bytes);
}

std::string complaint_of(const os::Captured& captured) {
    return captured.err.substr(0, captured.err.find('\n'));
}

} // namespace gilkit::archive
