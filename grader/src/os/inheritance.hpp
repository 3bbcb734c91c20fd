// What this process was given by whoever started it, so that a program can be started as if we weren't there.
//
// main() asks for it first, before it changes any of it: handlers, the mask of blocked signals, the limit of
// open files. Standard streams that were closed are opened on /dev/null, so that no file of ours gets their
// numbers and is taken for them; they are close-on-exec, so a program that we start finds them closed.
#pragma once

#include <sys/resource.h>

#include <csignal>
#include <string>
#include <vector>

namespace gilkit::os {

struct Inheritance {
    sigset_t blocked{};
    sigset_t ignored{}; // nohup(1) and background jobs of a plain sh start programs with some
    rlimit open_files{};
};

// As at the first call.
const Inheritance& inheritance();

// Our environment, as "NAME=value".
std::vector<std::string> environment();

} // namespace gilkit::os
