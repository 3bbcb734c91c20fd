#include "batch/identity.hpp"

#include "batch/digest.hpp"
#include "os/capture.hpp"
#include "os/clock.hpp"
#include "os/fd.hpp"
#include "os/inheritance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <vector>

namespace gilkit::batch {

namespace fs = std::filesystem;

namespace {

// Names below the exercise's folder, sorted.
tl::expected<std::vector<fs::path>, std::string> files_of(const content::Exercise& exercise) {
    std::vector<fs::path> files{"exercise.toml"};
    const fs::path check = exercise.folder / "check";
    std::error_code error;
    for (auto entry = fs::recursive_directory_iterator(check, error);
         !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        if (entry->is_directory(error) && (name == "mistakes" || name == "__pycache__")) {
            entry.disable_recursion_pending();
        } else if (entry->is_regular_file(error)) {
            files.push_back(entry->path().lexically_relative(exercise.folder));
        }
    }
    if (error) {
        return tl::unexpected(fmt::format("{}: {}", check.string(), error.message()));
    }
    std::ranges::sort(files);
    return files;
}

} // namespace

tl::expected<std::string, std::string> identity_of(const content::Exercise& exercise) {
    const auto files = files_of(exercise);
    if (!files) {
        return tl::unexpected(files.error());
    }
    Digest digest;
    digest.add(exercise.id);
    for (const fs::path& file : *files) {
        constexpr std::size_t largest = 16U << 20U; // as the loader of the course has it
        const auto bytes = os::read_regular_file(exercise.folder / file, largest);
        if (!bytes) {
            return tl::unexpected(bytes.error().to_string());
        }
        digest.add(file.generic_string()).add(*bytes);
    }
    return digest.hex();
}

tl::expected<std::string, std::string> identity_of(const judge::Interpreter& interpreter) {
    os::SpawnOptions options;
    options.argv = {interpreter.path, "-I", "-c",
                    "import platform, sys; print(sys.version, platform.machine())"};
    options.environment = os::environment();
    options.die_with_us = true;
    constexpr std::int64_t patience_ns = 60 * os::ns_per_s; // a busy machine
    const auto told = os::run_and_capture(options, os::monotonic_ns() + patience_ns);
    if (!told || told->timed_out || told->interrupted || told->out.empty()) {
        return tl::unexpected(fmt::format("{} does not tell which build of Python it is{}", interpreter.path,
                                          told ? "" : ": " + told.error().to_string()));
    }
    return Digest()
        .add(interpreter.implementation)
        .add(interpreter.version)
        .add(interpreter.gil_enabled ? (*interpreter.gil_enabled ? "a GIL" : "no GIL") : "unknown")
        .add(told->out)
        .hex();
}

std::string key_of(const std::string& source, const std::string& exercise, const std::string& interpreter) {
    return Digest()
        .add("gilkit.batch/1")
        .add(GILKIT_VERSION)
        .add(source)
        .add(exercise)
        .add(interpreter)
        .hex();
}

} // namespace gilkit::batch
