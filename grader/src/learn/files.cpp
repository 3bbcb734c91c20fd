#include "learn/files.hpp"

#include "os/clock.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace gilkit::learn {

os::Result<os::Captured> ask_program(std::vector<std::string> argv) {
    constexpr std::int64_t patience_ns = 10 * os::ns_per_s;
    os::SpawnOptions options;
    options.argv = std::move(argv);
    options.environment = {"LC_ALL=C.UTF-8"};
    for (const char* const name : {"PATH", "HOME", "XDG_CONFIG_HOME"}) {
        if (const char* const value = std::getenv(name)) {
            options.environment.push_back(fmt::format("{}={}", name, value));
        }
    }
    return os::run_and_capture(std::move(options), os::monotonic_ns() + patience_ns);
}

} // namespace gilkit::learn
