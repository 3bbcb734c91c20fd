#include "os/cgroup.hpp"

#include "os/fd.hpp"
#include "os/text.hpp"

#include <unistd.h>

#include <algorithm>
#include <optional>
#include <set>
#include <sstream>
#include <string_view>

namespace gilkit::os {

namespace {

// A hierarchy as it is mounted here, and where we are in it.
struct Hierarchy {
    bool v2 = false;
    std::vector<std::string> controllers; // of v1; those of v2 stand in the group's own files
    std::filesystem::path top;            // the mount point
    std::filesystem::path own;            // our group's folder
};

struct Mount {
    bool v2 = false;
    std::string root;  // which part of the hierarchy is mounted
    std::string point; // where
    std::vector<std::string> options;
};

struct Membership {
    std::vector<std::string> controllers; // none: v2
    std::string path;
};

std::vector<std::string> words_of(std::string_view text, std::string_view separators) {
    const auto words = split(text, separators);
    return {words.begin(), words.end()};
}

bool lists(const std::vector<std::string>& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

// /proc/pid/mountinfo: id parent dev root point options [tags…] - type source superoptions
std::vector<Mount> cgroup_mounts(const std::string& mountinfo) {
    std::vector<Mount> mounts;
    for (const std::string& line : words_of(mountinfo, "\n")) {
        const auto separator = line.find(" - ");
        if (separator == std::string::npos) {
            continue;
        }
        std::istringstream front(line.substr(0, separator));
        std::istringstream back(line.substr(separator + 3));
        std::string skip;
        Mount mount;
        std::string type;
        std::string options;
        front >> skip >> skip >> skip >> mount.root >> mount.point;
        back >> type >> skip >> options;
        mount.v2 = type == "cgroup2";
        mount.options = words_of(options, ",");
        if (mount.v2 || type == "cgroup") {
            mounts.push_back(std::move(mount));
        }
    }
    return mounts;
}

// /proc/pid/cgroup: "id:controllers:path" a line.
std::vector<Membership> memberships(const std::string& cgroup) {
    std::vector<Membership> found;
    for (const std::string& line : words_of(cgroup, "\n")) {
        const auto first = line.find(':');
        const auto second = line.find(':', first + 1);
        if (first != std::string::npos && second != std::string::npos) {
            found.push_back(
                {words_of(line.substr(first + 1, second - first - 1), ","), line.substr(second + 1)});
        }
    }
    return found;
}

// Of the process behind `proc_pid`, as mounted for us.
std::vector<Hierarchy> hierarchies(const std::filesystem::path& proc_self,
                                   const std::filesystem::path& proc_pid) {
    const auto mountinfo = read_small_file(proc_self / "mountinfo", 1U << 20U);
    const auto cgroup = read_small_file(proc_pid / "cgroup");
    if (!mountinfo || !cgroup) {
        return {};
    }
    const auto groups = memberships(*cgroup);
    std::vector<Hierarchy> found;
    for (const Mount& mount : cgroup_mounts(*mountinfo)) {
        const auto ours = std::ranges::find_if(groups, [&](const Membership& group) {
            return mount.v2 ? group.controllers.empty()
                            : !group.controllers.empty() && lists(mount.options, group.controllers.front());
        });
        if (ours == groups.end()) {
            continue;
        }
        std::string path = ours->path;
        if (mount.root != "/" && (path + "/").starts_with(mount.root + "/")) {
            path.erase(0, mount.root.size());
        }
        const std::filesystem::path top = mount.point;
        const std::filesystem::path own = top / std::filesystem::path(path).relative_path();
        found.push_back({mount.v2, ours->controllers, top, own.lexically_normal()});
    }
    return found;
}

} // namespace

std::vector<Cgroup> cpu_groups(const std::filesystem::path& proc_self) {
    std::vector<Cgroup> groups;
    for (const Hierarchy& hierarchy : hierarchies(proc_self, proc_self)) {
        if (!hierarchy.v2 && !lists(hierarchy.controllers, "cpu")) {
            continue;
        }
        std::filesystem::path folder = hierarchy.own;
        for (;;) {
            groups.push_back({folder, hierarchy.v2});
            if (folder == hierarchy.top || folder == folder.parent_path()) {
                break;
            }
            folder = folder.parent_path();
        }
    }
    return groups;
}

std::optional<Cgroup> own_group(std::string_view controller, const std::filesystem::path& proc_self) {
    for (const Hierarchy& hierarchy : hierarchies(proc_self, proc_self)) {
        const bool has_it = hierarchy.v2 ? group_lists(hierarchy.own / "cgroup.controllers", controller)
                                         : lists(hierarchy.controllers, controller);
        if (has_it) {
            return Cgroup{hierarchy.own, hierarchy.v2};
        }
    }
    return std::nullopt;
}

bool group_lists(const std::filesystem::path& file, std::string_view word) {
    return lists(words_of(read_small_file(file).value_or(""), " \n"), word);
}

std::vector<std::string> usable_controllers(const std::filesystem::path& proc_self) {
    std::set<std::string> usable;
    for (const Hierarchy& hierarchy : hierarchies(proc_self, proc_self)) {
        if (::access(hierarchy.own.c_str(), W_OK | X_OK) != 0) {
            continue;
        }
        if (hierarchy.v2) {
            const auto text = read_small_file(hierarchy.own / "cgroup.controllers");
            std::istringstream words(text.value_or(""));
            for (std::string word; words >> word;) {
                usable.insert(word);
            }
        }
        for (const std::string& controller : hierarchy.controllers) {
            if (!controller.starts_with("name=")) {
                usable.insert(controller);
            }
        }
    }
    return {usable.begin(), usable.end()};
}

std::vector<std::filesystem::path> freezer_files(const std::filesystem::path& proc_pid,
                                                 const std::filesystem::path& proc_self) {
    std::vector<std::filesystem::path> files;
    for (const Hierarchy& hierarchy : hierarchies(proc_self, proc_pid)) {
        if (hierarchy.v2) {
            files.push_back(hierarchy.own / "cgroup.events");
        } else if (lists(hierarchy.controllers, "freezer")) {
            files.push_back(hierarchy.own / "freezer.state");
        }
    }
    return files;
}

bool says_frozen(std::string_view text) {
    return text.starts_with("FROZEN") || text.starts_with("FREEZING") || text.starts_with("frozen 1") ||
           text.find("\nfrozen 1") != std::string_view::npos;
}

bool is_frozen(pid_t pid) {
    const auto files = freezer_files("/proc/" + std::to_string(pid));
    return std::ranges::any_of(files, [](const std::filesystem::path& file) {
        const auto text = read_small_file(file);
        return text && says_frozen(*text);
    });
}

} // namespace gilkit::os
