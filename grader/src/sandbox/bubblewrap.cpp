#include "sandbox/bubblewrap.hpp"

#include "os/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace gilkit::sandbox {

namespace fs = std::filesystem;

namespace {

// What a program may write, all of it in memory. Honest ones that share memory need the most.
struct Room {
    const char* where;
    unsigned mebibytes;
    const char* mode;
};
constexpr std::array rooms{Room{box_work, 128, "0700"}, Room{box_scratch, 128, "1777"},
                           Room{"/dev/shm", 256, "1777"}};
constexpr unsigned files_in_a_room = 20'000;

constexpr std::array devices{"/dev/null",   "/dev/zero",    "/dev/full",
                             "/dev/random", "/dev/urandom", "/dev/tty"};
constexpr std::array<std::pair<const char*, const char*>, 5> device_links{{{"/dev/fd", "/proc/self/fd"},
                                                                           {"/dev/stdin", "/proc/self/fd/0"},
                                                                           {"/dev/stdout", "/proc/self/fd/1"},
                                                                           {"/dev/stderr", "/proc/self/fd/2"},
                                                                           {"/dev/ptmx", "pts/ptmx"}}};
constexpr const char* pseudo_terminals = "/dev/pts"; // a place for init to mount them

class Words {
public:
    void add(std::initializer_list<std::string> words) { words_.insert(words_.end(), words); }

    // bubblewrap makes missing folders with mode 0700, which another identity could not enter.
    void parents_of(const fs::path& path) {
        fs::path folder = "/";
        for (const fs::path& part : path.parent_path().relative_path()) {
            folder /= part;
            if (made_.insert(folder).second) {
                add({"--perms", "0755", "--dir", folder});
            }
        }
    }

    void show(const fs::path& path) {
        parents_of(path);
        made_.insert(path);
        add({"--ro-bind", path, path});
    }

    void hide(const fs::path& path) {
        add({"--perms", "0755", "--tmpfs", path});
        hidden_.push_back(path);
    }

    // Once everything is in its place: a folder in memory is one that its owner could fill.
    void close() {
        for (const fs::path& path : hidden_) {
            add({"--remount-ro", path});
        }
        add({"--remount-ro", "/"});
    }

    std::vector<std::string> take() { return std::move(words_); }

private:
    std::vector<std::string> words_;
    std::set<fs::path> made_;
    std::vector<fs::path> hidden_;
};

void add_namespaces(Words& words, const BoxPlan& plan) {
    words.add({"--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try",
               "--hostname", "gilkit", "--die-with-parent", "--as-pid-1", "--cap-drop", "ALL"});
    // For init alone: to make file systems, to become somebody else, and to keep it first in the kernel's
    // choice when memory runs out. The program has none of it.
    words.add({"--cap-add", "CAP_SYS_ADMIN"});
    if (plan.identity) {
        words.add({"--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP",
                   "--cap-add", "CAP_SYS_RESOURCE"});
    } else {
        words.add({"--unshare-user", "--uid", std::to_string(user_id), "--gid", std::to_string(user_id)});
    }
}

void add_files(Words& words, const BoxPlan& plan) {
    for (const auto& [sight, path] : plan.view.sights) {
        if (sight == Sight::shown) {
            words.show(path);
        } else {
            words.hide(path);
        }
    }
    for (const auto& [name, target] : plan.view.links) {
        words.add({"--symlink", target, name});
    }
    words.add({"--proc", "/proc"});
    // Not by --dev: for that bubblewrap would take init's right to make file systems away (it makes a second
    // user namespace).
    for (const char* const device : devices) {
        words.parents_of(device);
        words.add({"--dev-bind", device, device});
    }
    for (const auto& [name, target] : device_links) {
        words.add({"--symlink", target, name});
    }
    for (const char* const folder : {"/tmp", "/var/tmp"}) {
        const bool taken =
            std::any_of(plan.view.sights.begin(), plan.view.sights.end(), [&](const auto& sight) {
                return lies_in(sight.second, folder) || lies_in(folder, sight.second);
            });
        if (!taken) { // by an interpreter that lies there, say
            words.parents_of(folder);
            words.add({"--symlink", box_scratch, folder});
        }
    }
    words.parents_of(fs::path(pseudo_terminals) / "in");
    for (const Room& room : rooms) {
        words.parents_of(fs::path(room.where) / "in");
    }
    for (const BoxPlan::File& file : plan.files) {
        words.parents_of(file.name);
        words.add({"--perms", file.executable ? "0555" : "0444", "--ro-bind-data", std::to_string(file.fd),
                   file.name});
    }
    words.close();
}

void add_init(Words& words, const BoxPlan& plan) {
    words.add({"--", box_init, "--control", std::to_string(plan.control_fd), "--filter",
               std::to_string(plan.filter_fd), "--directory", box_work, "--devpts", pseudo_terminals});
    if (plan.identity) {
        words.add({"--identity", std::to_string(plan.identity->uid), std::to_string(plan.identity->gid)});
    }
    for (const Room& room : rooms) {
        words.add({"--tmpfs", room.where, fmt::format("{}m", room.mebibytes), std::to_string(files_in_a_room),
                   room.mode});
    }
    for (const auto& [resource, limit] : plan.limits) {
        words.add({"--limit", std::to_string(resource), std::to_string(limit)});
    }
    words.add({"--"});
}

} // namespace

std::vector<std::string> bubblewrap_words(const BoxPlan& plan) {
    Words words;
    words.add({plan.bubblewrap});
    add_namespaces(words, plan);
    add_files(words, plan);
    add_init(words, plan);
    std::vector<std::string> all = words.take();
    all.insert(all.end(), plan.program.begin(), plan.program.end());
    return all;
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
