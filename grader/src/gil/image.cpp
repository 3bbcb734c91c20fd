#include "gil/image.hpp"

#include "gil/runtime_symbols.hpp"
#include "os/fd.hpp"
#include "os/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <set>
#include <system_error>

namespace gilkit::gil {

namespace {

constexpr std::size_t most_maps_bytes = 64U << 20U;

std::string_view name_of(std::string_view path) {
    return path.substr(path.rfind('/') + 1); // npos + 1 is 0
}

std::optional<Mapping> parse_line(std::string_view line) {
    // 55d0-55e0 r-xp 00001000 08:01 131 /usr/bin/python3.11
    std::array<std::string_view, 5> fields;
    for (std::string_view& field : fields) {
        line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
        field = line.substr(0, line.find(' '));
        line.remove_prefix(field.size());
    }
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    const auto begin = os::to_address(fields[0].substr(0, fields[0].find('-')));
    const auto offset = os::to_address(fields[2]);
    if (!line.starts_with('/') || !begin || !offset) {
        return std::nullopt;
    }
    return Mapping{*begin, *offset, std::string(line)};
}

Unseen why(int error) {
    return error == EACCES || error == EPERM ? Unseen::denied : Unseen::gone;
}

std::optional<std::uint64_t> bias_of(const RuntimeSymbols& symbols, std::string_view path,
                                     const std::vector<Mapping>& mappings) {
    const auto first = std::find_if(mappings.begin(), mappings.end(), [&](const Mapping& mapping) {
        return mapping.path == path && mapping.offset == symbols.first_offset;
    });
    return first == mappings.end() ? std::nullopt : std::optional(first->begin - symbols.first_address);
}

} // namespace

std::vector<Mapping> parse_maps(std::string_view text) {
    std::vector<Mapping> mappings;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (auto mapping = parse_line(line)) {
            mappings.push_back(*std::move(mapping));
        }
    }
    return mappings;
}

std::optional<int> minor_version_in(std::string_view path) {
    constexpr std::string_view marker = "python3.";
    const std::string_view name = name_of(path);
    const auto at = name.find(marker);
    if (at == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view rest = name.substr(at + marker.size());
    return os::to_number<int>(rest.substr(0, rest.find_first_not_of("0123456789")));
}

bool may_hold_cpython(std::string_view path) {
    const std::string_view name = name_of(path);
    return name.find("python") != std::string_view::npos && !name.starts_with("libpython-native.");
}

tl::expected<Image, Unseen> find_image(pid_t pid) {
    const std::string folder = fmt::format("/proc/{}", pid);
    std::error_code no_link;
    const std::filesystem::path executable = std::filesystem::read_symlink(folder + "/exe", no_link);
    if (no_link) {
        return tl::unexpected(why(no_link.value()));
    }
    const auto maps = os::read_small_file(folder + "/maps", most_maps_bytes);
    if (!maps) {
        return tl::unexpected(why(maps.error().code));
    }
    Image image{executable.string(), std::nullopt};
    const std::vector<Mapping> mappings = parse_maps(*maps);
    std::set<std::string> seen;
    for (const Mapping& mapping : mappings) {
        const bool is_executable = mapping.path == image.executable;
        if ((!is_executable && !may_hold_cpython(mapping.path)) || !seen.insert(mapping.path).second) {
            continue;
        }
        // Its own root: a box and a container have other files under the same names. The link to the
        // executable works even when the file has been replaced since.
        const auto symbols =
            runtime_symbols(is_executable ? folder + "/exe" : folder + "/root" + mapping.path);
        if (!symbols || !*symbols) {
            continue;
        }
        if (const auto bias = bias_of(**symbols, mapping.path, mappings)) {
            const auto& version = (*symbols)->version;
            image.runtime = RuntimeAddress{mapping.path, *bias + (*symbols)->runtime,
                                           version ? std::optional(*bias + *version) : std::nullopt};
            break;
        }
    }
    return image;
}

} // namespace gilkit::gil
