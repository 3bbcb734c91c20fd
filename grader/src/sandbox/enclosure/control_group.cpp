#include "sandbox/enclosure/control_group.hpp"

#include "os/text.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <thread>

namespace gilkit::sandbox {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view group_prefix = "gilkit-box-";
constexpr const char* own_name = "gilkit-self"; // where we go in v2
constexpr mode_t group_mode = 0755;

os::Result<void> put(const fs::path& file, const std::string& text) {
    const os::UniqueFd fd(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
    if (!fd || ::write(fd.get(), text.data(), text.size()) < 0) { // the kernel takes it whole or not at all
        return os::last_error(fmt::format("write {} into {}", text, file.string()));
    }
    return {};
}

// "name 12", one to a line (pids.events, memory.events, memory.oom_control); 0 where it is not there.
std::uint64_t counter(const fs::path& file, std::string_view name) {
    const std::string text = os::read_small_file(file).value_or("");
    for (const std::string_view line : os::split(text, "\n")) {
        const auto words = os::split(line, " ");
        if (words.size() == 2 && words[0] == name) {
            return os::to_number<std::uint64_t>(words[1]).value_or(0);
        }
    }
    return 0;
}

// An open group that nobody else holds; empty when somebody does, or it is gone.
os::UniqueFd hold(const fs::path& group) {
    os::UniqueFd fd(::open(group.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    // Whoever held it until now may have removed it.
    if (fd && (::flock(fd.get(), LOCK_EX | LOCK_NB) < 0 || ::access(group.c_str(), F_OK) < 0)) {
        fd.reset();
    }
    return fd;
}

void remove_left_over(const fs::path& folder) {
    std::error_code error;
    std::vector<fs::path> groups;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (entry.path().filename().string().starts_with(group_prefix)) {
            groups.push_back(entry.path());
        }
    }
    for (const fs::path& group : groups) {
        if (const os::UniqueFd held = hold(group)) {
            ::rmdir(group.c_str()); // refused while processes are in it
        }
    }
}

constexpr std::array controllers{"memory", "pids"};

bool hands_down(const fs::path& group) {
    return std::ranges::all_of(controllers, [&](std::string_view controller) {
        return !os::group_lists(group / "cgroup.controllers", controller) ||
               os::group_lists(group / "cgroup.subtree_control", controller);
    });
}

// Makes a group of v2 hand its controllers down. `needed`: for messages.
tl::expected<fs::path, std::string> open_up(const fs::path& own) {
    const fs::path parent = own.parent_path();
    if (own.filename() == own_name && hands_down(parent)) {
        return parent; // another gilkit that started us has moved there
    }
    if (hands_down(own)) {
        return own;
    }
    const bool is_root = ::access((own / "cgroup.type").c_str(), F_OK) < 0; // which may hold processes, too
    const fs::path leaf = own / own_name;
    if (!is_root) {
        const std::string members = os::read_small_file(own / "cgroup.procs").value_or("");
        if (members != fmt::format("{}\n", ::getpid())) {
            return tl::unexpected(fmt::format(
                "other processes are in our control group, {}, so that none can be made below it; start "
                "gilkit "
                "alone in one: systemd-run --scope --property=Delegate=yes (with --user when not root) "
                "gilkit ...",
                own.string()));
        }
        if (::mkdir(leaf.c_str(), group_mode) < 0 && errno != EEXIST) {
            return tl::unexpected(os::Error{errno, "make the control group " + leaf.string()}.to_string());
        }
        if (const auto moved = put(leaf / "cgroup.procs", "0"); !moved) {
            ::rmdir(leaf.c_str());
            return tl::unexpected(moved.error().to_string());
        }
    }
    for (const char* const controller : controllers) {
        if (!os::group_lists(own / "cgroup.controllers", controller)) {
            continue;
        }
        if (const auto put_there = put(own / "cgroup.subtree_control", fmt::format("+{}", controller));
            !put_there) {
            if (!is_root && put(own / "cgroup.procs", "0")) {
                ::rmdir(leaf.c_str());
            }
            return tl::unexpected(put_there.error().to_string());
        }
    }
    return own;
}

} // namespace

tl::expected<GroupPlaces, std::string> find_group_places(const fs::path& proc_self) {
    std::array<os::Cgroup, controllers.size()> places;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto own = os::own_group(controllers.at(i), proc_self);
        if (!own) {
            return tl::unexpected(fmt::format(
                "there is no control group here that has the controller {}; it may be mounted elsewhere, "
                "turned off (cgroup_disable=), or not handed down to us",
                controllers.at(i)));
        }
        places.at(i) = *own;
        if (::access(own->folder.c_str(), W_OK | X_OK) < 0) {
            return tl::unexpected(fmt::format(
                "our control group, {}, is not ours to divide; start gilkit as root, or where systemd runs: "
                "systemd-run --user --scope --property=Delegate=yes gilkit",
                own->folder.string()));
        }
    }
    for (os::Cgroup& place : places) {
        if (!place.v2) {
            continue;
        }
        const auto opened = open_up(place.folder);
        if (!opened) {
            return tl::unexpected(opened.error());
        }
        for (os::Cgroup& each : places) {
            each.folder = each.v2 ? *opened : each.folder;
        }
        break;
    }
    for (const os::Cgroup& place : places) {
        remove_left_over(place.folder);
    }
    return GroupPlaces{places[0], places[1]};
}

// Makes a group and holds it. Somebody who removes what is left over may come in between.
os::Result<void> ControlGroup::make_part(const os::Cgroup& place) {
    constexpr int tries = 10;
    for (int i = 0; i < tries; ++i) {
        std::string name = place.folder / fmt::format("{}XXXXXX", group_prefix);
        if (::mkdtemp(name.data()) == nullptr) {
            return os::last_error("make the control group " + name);
        }
        if (os::UniqueFd lock = hold(name)) {
            parts_.push_back({{name, place.v2}, std::move(lock)});
            return {};
        }
        ::rmdir(name.c_str());
    }
    return tl::unexpected(os::Error{EBUSY, "hold a control group in " + place.folder.string()});
}

os::Result<ControlGroup> ControlGroup::create(const GroupPlaces& places, const GroupLimits& limits) {
    ControlGroup group;
    return group.make_part(places.memory)
        .and_then([&] {
            return places.tasks.folder == places.memory.folder ? os::Result<void>()
                                                               : group.make_part(places.tasks);
        })
        .and_then([&] { return group.limit(limits); })
        .map([&] { return std::move(group); });
}

os::Result<void> ControlGroup::limit(const GroupLimits& limits) {
    const os::Cgroup& memory = parts_.front().group;
    const std::string bytes = std::to_string(limits.memory);
    const auto optional = [](const fs::path& file, const std::string& text) {
        return ::access(file.c_str(), F_OK) < 0 ? os::Result<void>() : put(file, text);
    };
    const auto memory_limited =
        memory.v2 ? put(memory.folder / "memory.max", bytes)
                        .and_then([&] { return optional(memory.folder / "memory.swap.max", "0"); })
                        .and_then([&] { return optional(memory.folder / "memory.oom.group", "1"); })
                  // With swap it is the limit of both that counts; it may not be under the other.
                  : put(memory.folder / "memory.limit_in_bytes", bytes).and_then([&] {
                        return optional(memory.folder / "memory.memsw.limit_in_bytes", bytes);
                    });
    return memory_limited.and_then(
        [&] { return put(parts_.back().group.folder / "pids.max", std::to_string(limits.tasks)); });
}

ControlGroup::~ControlGroup() {
    using namespace std::chrono_literals;
    for (const Part& part : parts_) {
        // Who has just been killed may still be on its way out.
        for (int tries = 0; ::rmdir(part.group.folder.c_str()) < 0 && errno == EBUSY && tries < 1000;
             ++tries) {
            std::this_thread::sleep_for(1ms);
        }
    }
}

os::Result<void> ControlGroup::add(pid_t pid) {
    for (const Part& part : parts_) {
        if (auto added = put(part.group.folder / "cgroup.procs", std::to_string(pid)); !added) {
            return added;
        }
    }
    return {};
}

Refused ControlGroup::refused() const {
    // Tasks first: too many of them fill the memory, too.
    if (counter(parts_.back().group.folder / "pids.events", "max") > 0) {
        return Refused::tasks;
    }
    const os::Cgroup& memory = parts_.front().group;
    const char* const events = memory.v2 ? "memory.events" : "memory.oom_control";
    return counter(memory.folder / events, "oom_kill") > 0 ? Refused::memory : Refused::nothing;
}

std::vector<fs::path> ControlGroup::folders() const {
    std::vector<fs::path> all;
    for (const Part& part : parts_) {
        all.push_back(part.group.folder);
    }
    return all;
}

} // namespace gilkit::sandbox
