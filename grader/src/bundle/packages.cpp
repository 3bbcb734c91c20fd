#include "bundle/packages.hpp"

#include "os/capture.hpp"
#include "os/clock.hpp"
#include "os/fd.hpp"

#include <fmt/format.h>

#include <link.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string_view>

namespace gilkit::bundle {

namespace fs = std::filesystem;

namespace {

int note_library(dl_phdr_info* info, std::size_t /*size*/, void* libraries) {
    // The program itself has no name here, and what the kernel maps (linux-vdso.so.1) is no path.
    if (const std::string_view name = info->dlpi_name; name.find('/') != std::string_view::npos) {
        static_cast<std::vector<fs::path>*>(libraries)->emplace_back(name);
    }
    return 0;
}

// What dpkg says of these libraries: lines such as "libfmt9:amd64:
// /usr/lib/x86_64-linux-gnu/libfmt.so.9.1.0". They are looked for by their last names, as dpkg may know a
// file by the path that it had before /lib became a link to /usr/lib.
std::string owners_of(const std::vector<fs::path>& libraries) {
    constexpr std::int64_t patience_ns = 120 * os::ns_per_s;
    os::SpawnOptions options;
    options.argv = {"dpkg-query", "--search"};
    for (const fs::path& library : libraries) {
        std::error_code error;
        options.argv.push_back("*/" + fs::canonical(library, error).filename().string());
    }
    options.environment = {"LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin"};
    const auto asked = os::run_and_capture(std::move(options), os::monotonic_ns() + patience_ns);
    return asked ? asked->out : std::string();
}

// The package in a line of that, if it is the one of this library; else empty.
std::string package_in(std::string_view line, const fs::path& library) {
    const std::size_t end = line.rfind(": ");
    std::error_code error;
    if (end == std::string_view::npos || !fs::equivalent(fs::path(line.substr(end + 2)), library, error)) {
        return {};
    }
    return std::string(line.substr(0, line.find_first_of(":,")));
}

std::string package_of(const fs::path& library, std::string_view owners) {
    while (!owners.empty()) {
        const std::string_view line = owners.substr(0, owners.find('\n'));
        owners.remove_prefix(std::min(line.size() + 1, owners.size()));
        if (std::string package = package_in(line, library); !package.empty()) {
            return package;
        }
    }
    return {};
}

} // namespace

tl::expected<std::vector<std::string>, std::string> packages_of_our_libraries() {
    std::vector<fs::path> libraries;
    ::dl_iterate_phdr(note_library, &libraries);
    const std::string owners = owners_of(libraries);
    std::set<std::string> packages;
    for (const fs::path& library : libraries) {
        std::string package = package_of(library, owners);
        if (package.empty()) {
            return tl::unexpected(
                fmt::format("{} belongs to no package of Debian's or Ubuntu's, so nobody could "
                            "install it elsewhere; call this with a gilkit that was built there",
                            library.string()));
        }
        packages.insert(std::move(package));
    }
    return std::vector<std::string>(packages.begin(), packages.end());
}

std::string this_distribution() {
    const auto text = os::read_small_file("/etc/os-release");
    const auto value_of = [&](std::string_view name) -> std::string {
        const std::string all = "\n" + text.value_or("");
        const std::size_t at = all.find(fmt::format("\n{}=", name));
        if (at == std::string::npos) {
            return {};
        }
        std::string value = all.substr(at + name.size() + 2);
        value.resize(std::min(value.find('\n'), value.size()));
        std::erase(value, '"');
        return value;
    };
    const std::string id = value_of("ID");
    const std::string version = value_of("VERSION_ID");
    return id.empty() || version.empty() ? std::string() : id + " " + version;
}

} // namespace gilkit::bundle
