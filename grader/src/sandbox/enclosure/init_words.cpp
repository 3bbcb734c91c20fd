#include "sandbox/enclosure/init_words.hpp"

#include "os/text.hpp"

#include <fmt/format.h>

namespace gilkit::sandbox {

std::vector<std::string> init_words(const std::string& init, const InitPlan& plan) {
    std::vector<std::string> words{init,
                                   "--control",
                                   std::to_string(plan.control_fd),
                                   "--filter",
                                   std::to_string(plan.filter_fd),
                                   "--directory",
                                   plan.directory};
    const auto add = [&](std::initializer_list<std::string> more) { words.insert(words.end(), more); };
    if (plan.identity) {
        add({"--identity", std::to_string(plan.identity->uid), std::to_string(plan.identity->gid)});
    }
    if (plan.listen) {
        add({"--listen"});
    }
    for (const Room& room : plan.rooms) {
        add({"--tmpfs", room.where, fmt::format("{}m", room.mebibytes), std::to_string(room.files),
             room.mode});
    }
    if (!plan.pseudo_terminals.empty()) {
        add({"--devpts", plan.pseudo_terminals});
    }
    if (plan.by_landlock) {
        add({"--landlock"});
    }
    for (const auto& path : plan.read) {
        add({"--read", path});
    }
    for (const auto& path : plan.write) {
        add({"--write", path});
    }
    for (const auto& [resource, limit] : plan.limits) {
        add({"--limit", std::to_string(resource), std::to_string(limit)});
    }
    add({"--"});
    words.insert(words.end(), plan.program.begin(), plan.program.end());
    return words;
}

Identity identity_for(pid_t pid, std::string_view uid_map) {
    // Above everything that distributions, containers and systemd hand out ("Users, Groups, UIDs and GIDs on
    // systemd systems" calls it unused), with room for every process number (at most 2^22).
    constexpr std::int64_t lowest = 1'879'048'192;
    // Where numbers are few, as in a container: above those of people and services.
    constexpr std::int64_t lowest_of_few = 30'000;
    constexpr std::int64_t few = 30'000;
    const auto is_mapped = [&](std::int64_t id) {
        // first-inside first-outside count, a line each (user_namespaces(7)).
        const auto words = os::split(uid_map, " \t\n");
        for (std::size_t i = 0; i + 2 < words.size(); i += 3) {
            const auto first = os::to_number<std::int64_t>(words[i]);
            const auto count = os::to_number<std::int64_t>(words[i + 2]);
            if (first && count && id >= *first && id < *first + *count) {
                return true;
            }
        }
        return false;
    };
    for (const std::int64_t id : {lowest + pid, lowest_of_few + (pid % few)}) {
        if (is_mapped(id)) {
            return {static_cast<uid_t>(id), static_cast<gid_t>(id)};
        }
    }
    constexpr uid_t nobody = 65534;
    return {nobody, nobody};
}

} // namespace gilkit::sandbox
