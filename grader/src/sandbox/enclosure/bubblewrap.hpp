// The command line that makes a box with bubblewrap: a pure function, so that what is asked for can be
// tested and read in one place. bwrap(1) explains the words.
#pragma once

#include "sandbox/enclosure/init_words.hpp"
#include "sandbox/enclosure/view.hpp"

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace gilkit::sandbox {

// Names inside of a box.
inline constexpr const char* box_init = "/gilkit/init";
inline constexpr const char* box_runner = "/gilkit/runner.py";
inline constexpr const char* box_code = "/gilkit/code";   // holds the submission
inline constexpr const char* box_work = "/gilkit/work";   // where it starts; it may write there
inline constexpr const char* box_scratch = "/gilkit/tmp"; // likewise; /tmp and /var/tmp lead there

struct BoxPlan {
    std::filesystem::path bubblewrap;
    View view;
    // (descriptor, name inside, executable): files with these contents, readable by everybody.
    struct File {
        int fd = -1;
        std::string name;
        bool executable = false;
    };
    std::vector<File> files;
    // What init is told; its folder, rooms and pseudo-terminals are filled in. Without an identity we are an
    // ordinary user, and bubblewrap makes a user namespace, in which we are `user_id`.
    InitPlan init;
};

// In a user namespace everybody's number can be the same: nobody outside has it.
inline constexpr uid_t user_id = 1000;

// What all that a program may write can take, in bytes.
std::uint64_t room_bytes();

std::vector<std::string> bubblewrap_words(const BoxPlan& plan);

} // namespace gilkit::sandbox
