// The command line of gilkit-init (grader/init/plan.hpp): a pure function.
#pragma once

#include <sys/resource.h>
#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gilkit::sandbox {

// Somebody whom nobody else on this machine is.
struct Identity {
    uid_t uid = 0;
    gid_t gid = 0;
};

// A file system in memory.
struct Room {
    const char* where;
    unsigned mebibytes;
    unsigned files;
    const char* mode; // octal
};

struct InitPlan {
    int control_fd = -1;
    int filter_fd = -1;
    bool listen = false;              // on the box's loopback
    std::optional<Identity> identity; // nullopt: ours
    std::string directory;            // where the program starts
    std::vector<std::pair<int, rlim_t>> limits;
    std::vector<std::string> program; // argv; the first is a path
    // With namespaces.
    std::vector<Room> rooms;
    std::string pseudo_terminals; // where to put them; empty: nowhere
    // Without: all that may be read and run, and what may be written as well.
    bool by_landlock = false;
    std::vector<std::filesystem::path> read;
    std::vector<std::filesystem::path> write;
};

// `init`: its path where it is started.
std::vector<std::string> init_words(const std::string& init, const InitPlan& plan);

// The identity for a box that process `pid` makes, as root: a number that no account has, another one for
// every process. `uid_map`: the text of /proc/self/uid_map: in a container few numbers may be there.
Identity identity_for(pid_t pid, std::string_view uid_map);

} // namespace gilkit::sandbox
