// The child's side of starting a program: what happens between fork() and exec(). Only subprocess.cpp uses
// it.
#pragma once

#include "os/subprocess.hpp"

#include <sched.h>
#include <sys/types.h>
#include <unistd.h>

#include <array>
#include <string_view>
#include <vector>

namespace gilkit::os {

// What the child reports when it can't become the program: where it stopped, and errno.
struct ChildFailure {
    int step = 0;
    int code = 0;
};

constexpr std::array<std::string_view, 6> child_steps{"prepare the process for", "set the limits of",
                                                      "pin to its cores",        "enter the folder of",
                                                      "open the files of",       "run"};

// What the child reports when it is ready and waits for the gate.
constexpr char child_ready = 'r';

// Everything that the child needs, laid out before fork(): between fork and exec only async-signal-safe
// calls are allowed, so nothing there may allocate.
struct ChildPlan {
    const SpawnOptions& options;
    std::vector<char*> argv;
    std::vector<char*> environment;
    cpu_set_t cpus{};
    pid_t parent = ::getpid();
    int report_fd = -1; // a ChildFailure goes there; at exec it is closed
    int gate_fd = -1;   // -1: none; else the child waits for a byte from there before it becomes the program

    explicit ChildPlan(const SpawnOptions& given);
};

// Becomes the program, or reports why not and exits.
[[noreturn]] void become(ChildPlan& plan);

} // namespace gilkit::os
