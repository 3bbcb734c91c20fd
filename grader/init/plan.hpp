// What init is asked to do: its command line, which the grader writes (sandbox/enclosure/bubblewrap.cpp).
#pragma once

#include <sys/resource.h>
#include <sys/types.h>

#include <array>
#include <cstddef>

namespace gilkit::init {

// A file system in memory for the program, owned by its identity.
struct Tmpfs {
    const char* where = nullptr;
    const char* size = nullptr;  // bytes
    const char* files = nullptr; // how many there may be (nr_inodes)
    const char* mode = nullptr;  // octal
};

struct Limit {
    int resource = 0; // RLIMIT_…
    rlim_t value = 0; // soft and hard
};

struct Plan {
    int control_fd = -1; // Records go there; when its other end is gone, so is everything here
    int filter_fd = -1;  // a seccomp program (struct sock_filter[]); -1: none
    bool listen = false; // open a socket that listens on the box's loopback; it goes with Event::started
    bool change_identity = false;
    uid_t uid = 0;
    gid_t gid = 0;
    const char* directory = "/"; // where the program starts
    std::array<Tmpfs, 4> tmpfs{};
    std::size_t tmpfs_count = 0;
    const char* devpts = nullptr; // where to put pseudo-terminals
    // Without namespaces: what may be read and run, and what may be written as well; by Landlock.
    bool by_landlock = false;
    std::array<const char*, 1024> read{};
    std::size_t read_count = 0;
    std::array<const char*, 16> write{};
    std::size_t write_count = 0;
    std::array<Limit, 16> limits{};
    std::size_t limit_count = 0;
    char** program = nullptr; // its argv, null-terminated
};

// False when the words make no plan; `plan.control_fd` is set as far as it was found.
bool read_plan(int argc, char** argv, Plan& plan);

} // namespace gilkit::init
