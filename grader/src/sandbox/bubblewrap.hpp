// The command line that makes a box with bubblewrap: a pure function, so that what is asked for can be
// tested and read in one place. bwrap(1) explains the words.
#pragma once

#include "sandbox/view.hpp"

#include <sys/resource.h>
#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gilkit::sandbox {

// Names inside of a box.
inline constexpr const char* box_init = "/gilkit/init";
inline constexpr const char* box_runner = "/gilkit/runner.py";
inline constexpr const char* box_code = "/gilkit/code";   // holds the submission
inline constexpr const char* box_work = "/gilkit/work";   // where it starts; it may write there
inline constexpr const char* box_scratch = "/gilkit/tmp"; // likewise; /tmp and /var/tmp lead there

// Somebody whom nobody else on this machine is.
struct Identity {
    uid_t uid = 0;
    gid_t gid = 0;
};

struct BoxPlan {
    std::filesystem::path bubblewrap;
    View view;
    // nullopt: we are an ordinary user, and bubblewrap makes a user namespace, in which we are `user_id`.
    std::optional<Identity> identity;
    // (descriptor, name inside, executable): files with these contents, readable by everybody.
    struct File {
        int fd = -1;
        std::string name;
        bool executable = false;
    };
    std::vector<File> files;
    int control_fd = -1; // to init
    int filter_fd = -1;
    std::vector<std::pair<int, rlim_t>> limits;
    std::vector<std::string> program; // argv; the first is a path inside
};

// In a user namespace everybody's number can be the same: nobody outside has it.
inline constexpr uid_t user_id = 1000;

std::vector<std::string> bubblewrap_words(const BoxPlan& plan);

// The identity for a box that process `pid` makes, as root: a number that no account has, another one for
// every process. `uid_map`: the text of /proc/self/uid_map: in a container few numbers may be there.
Identity identity_for(pid_t pid, std::string_view uid_map);

} // namespace gilkit::sandbox
