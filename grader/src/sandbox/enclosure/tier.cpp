#include "sandbox/enclosure/tier.hpp"

#include "os/signals.hpp"
#include "sandbox/enclosure/bubblewrap.hpp"
#include "sandbox/enclosure/enclosed.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <array>
#include <cstdlib>

namespace gilkit::sandbox {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 4> names{"A", "B", "C", "D"};

// What execvp() would find; empty when there is none.
fs::path find_program(const std::string& name) {
    const char* const path = std::getenv("PATH");
    std::string_view rest = path != nullptr ? path : "/usr/bin:/bin";
    while (!rest.empty()) {
        const std::string_view folder = rest.substr(0, rest.find(':'));
        rest.remove_prefix(std::min(folder.size() + 1, rest.size()));
        fs::path candidate = fs::path(folder) / name;
        if (candidate.is_absolute() && ::access(candidate.c_str(), X_OK) == 0) {
            return candidate;
        }
    }
    return {};
}

// Makes a box in which nothing happens: that is the only way to know, since containers, security modules and
// kernel settings forbid namespaces in many ways.
tl::expected<void, Failure> try_box(const Enclosure& enclosure) {
    auto err = os::make_pipe();
    if (!err) {
        return tl::unexpected(failed(err.error()));
    }
    if (const auto set = os::set_nonblocking(err->read_end.get()); !set) {
        return tl::unexpected(failed(set.error()));
    }
    Enclosing what;
    // In the file system that is there, init may lie where another identity can't go.
    what.program = enclosure.tier == Tier::C ? std::vector<std::string>{"/bin/true"}
                                             : std::vector<std::string>{box_init, "--probe"};
    what.fds = {{err->write_end.get(), STDERR_FILENO}};
    what.together = {64U << 20U, 16};
    const auto complaint = [&] {
        std::array<char, 4096> text{};
        const ssize_t count = ::read(err->read_end.get(), text.data(), text.size());
        return std::string(text.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    };
    return Enclosed::start(enclosure, what, complaint)
        .and_then([&](Enclosed&& enclosed) { return enclosed.ending(); })
        .and_then([](const os::ExitStatus& status) -> tl::expected<void, Failure> {
            if (!status.success()) {
                return tl::unexpected(Failure{false, "nothing can be run in a box"});
            }
            return {};
        });
}

} // namespace

std::string_view to_string(Tier tier) {
    return names.at(static_cast<std::size_t>(tier));
}

std::optional<Tier> tier_from_string(std::string_view name) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names.at(i) == name) {
            return static_cast<Tier>(i);
        }
    }
    return std::nullopt;
}

namespace {

// Makes a box of that tier; says why it can't be.
tl::expected<void, std::string> try_tier(Tier tier, Enclosure& enclosure) {
    if (tier != Tier::C && enclosure.bubblewrap.empty()) {
        return tl::unexpected<std::string>(
            "there is no bwrap, which makes boxes; install the package bubblewrap");
    }
    if (std::error_code error; tier != Tier::C && !fs::is_directory("/tmp", error)) {
        return tl::unexpected<std::string>(
            "there is no folder /tmp, upon which bwrap makes boxes; make it (mkdir -m 1777 /tmp)");
    }
    enclosure.tier = tier;
    enclosure.groups.reset();
    if (tier == Tier::A) {
        auto places = find_group_places();
        if (!places) {
            return tl::unexpected(fmt::format("tier A: {}", places.error()));
        }
        enclosure.groups = *std::move(places);
    }
    return try_box(enclosure).map_error(
        [&](const Failure& failure) { return fmt::format("tier {}: {}", to_string(tier), failure.what); });
}

} // namespace

Enclosure probe_enclosure(const fs::path& init, std::vector<fs::path> hidden, Tier best) {
    Enclosure enclosure;
    enclosure.init = init;
    enclosure.hidden = std::move(hidden);
    enclosure.bubblewrap = find_program("bwrap");
    for (const Tier tier : {Tier::A, Tier::B, Tier::C}) {
        const auto tried =
            tier < best
                ? tl::unexpected(fmt::format("nothing better than tier {} was asked for", to_string(best)))
                : try_tier(tier, enclosure);
        if (tried) {
            return enclosure;
        }
        std::string& why = enclosure.why_not_better;
        if (why.find(tried.error()) == std::string::npos) {
            why += (why.empty() ? "" : "; ") + tried.error();
        }
    }
    enclosure.tier = Tier::D;
    enclosure.groups.reset();
    return enclosure;
}

} // namespace gilkit::sandbox
