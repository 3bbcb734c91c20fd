// What a machine must give to programs before anything is graded on it: or what it lacks would be taken for
// their fault. A program that runs out of what it was promised has crossed a limit of its exercise; one that
// runs out of less has met a limit of the shell that gilkit was started by, or a full disk.
#pragma once

#include "os/temp_dir.hpp"
#include "sandbox/box.hpp"

#include <optional>
#include <string>

namespace gilkit::sandbox {

struct MachineFault {
    std::string what;   // what is the case
    std::string remedy; // what to do about it

    std::string to_string() const { return what + "; " + remedy; }
};

// What gilkit itself can't do without: memory. It would go on as far as it gets, and fail anywhere.
std::optional<MachineFault> find_own_fault();

// What no box can do without: /proc, /dev/null, and resource limits (ulimit) that leave programs what
// `limits` promises, and `time_s` seconds for each of their three steps on every core.
std::optional<MachineFault> find_machine_fault(const Limits& limits, double time_s);

// The same for what a box without a file system of its own (tiers C and D) takes from the machine: a folder
// with room in it, and shared memory. Nothing is left behind.
std::optional<MachineFault> find_fault_of_places(Tier tier);

// The folder in which a program of tier C or D has its files.
os::Result<os::TempDir> make_run_folder(Tier tier);

// What programs get unless they may have less: every process's stack, its largest file, its open files.
constexpr std::size_t stack_mb = 8; // what Linux gives to begin with
constexpr std::size_t largest_file_mb = 256;
constexpr std::size_t most_open_files = 1024;

} // namespace gilkit::sandbox
