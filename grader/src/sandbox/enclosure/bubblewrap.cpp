#include "sandbox/enclosure/bubblewrap.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <set>

namespace gilkit::sandbox {

namespace fs = std::filesystem;

namespace {

// What a program may write, all of it in memory. Honest ones that share memory need the most.
constexpr unsigned files_in_a_room = 20'000;
constexpr std::array rooms{Room{box_work, 128, files_in_a_room, "0700"},
                           Room{box_scratch, 128, files_in_a_room, "1777"},
                           Room{"/dev/shm", 256, files_in_a_room, "1777"}};
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
    if (plan.init.identity) {
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

} // namespace

std::uint64_t room_bytes() {
    return std::accumulate(
        rooms.begin(), rooms.end(), std::uint64_t{0},
        [](std::uint64_t sum, const Room& room) { return sum + (std::uint64_t{room.mebibytes} << 20U); });
}

std::vector<std::string> bubblewrap_words(const BoxPlan& plan) {
    Words words;
    words.add({plan.bubblewrap});
    add_namespaces(words, plan);
    add_files(words, plan);
    words.add({"--"});
    InitPlan init = plan.init;
    init.directory = box_work;
    init.rooms.assign(rooms.begin(), rooms.end());
    init.pseudo_terminals = pseudo_terminals;
    std::vector<std::string> all = words.take();
    const std::vector<std::string> rest = init_words(box_init, init);
    all.insert(all.end(), rest.begin(), rest.end());
    return all;
}

} // namespace gilkit::sandbox
