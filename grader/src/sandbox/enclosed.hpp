// A program inside of an enclosure, as the grader holds it: bubblewrap, below it init (gilkit-init), below
// that the program with everything that it starts.
//
// Whatever happens to the grader, the box goes: bubblewrap is killed with its parent, and init ends when the
// control socket closes; with it the kernel kills every process of the box.
#pragma once

#include "os/error.hpp"
#include "os/fd.hpp"
#include "os/subprocess.hpp"
#include "sandbox/bubblewrap.hpp"
#include "sandbox/failure.hpp"
#include "sandbox/tier.hpp"

#include <tl/expected.hpp>

#include <sys/types.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gilkit::sandbox {

// What is to run in an enclosure.
struct Enclosing {
    std::vector<std::string> program;          // argv; the first is a path inside
    std::vector<std::string> environment;      // "NAME=value"; nothing else but PWD
    std::vector<std::filesystem::path> wanted; // by the interpreter, see view.hpp
    struct File {
        std::string name; // inside
        std::string contents;
        bool executable = false;
    };
    std::vector<File> files;
    std::vector<std::pair<int, int>> fds;       // (ours, the program's)
    std::vector<std::pair<int, rlim_t>> limits; // of each process
    std::vector<int> cpus;                      // empty: where we may run
    int nice = 0;
};

class Enclosed {
public:
    // Returns once the program is about to run. `stderr_text`: bubblewrap's complaints come where the
    // program's stderr goes; asked for when it ends before that.
    static tl::expected<Enclosed, Failure> start(const Enclosure& enclosure, const Enclosing& what,
                                                 const std::function<std::string()>& stderr_text);

    os::ProcessTree& tree() { return tree_; }
    // The first process inside; the program and all that it starts are below it.
    pid_t init_pid() const { return init_pid_; }

    // How the program ended, once the tree's root has; a Failure when it never ran.
    tl::expected<os::ExitStatus, Failure> ending(const std::function<std::string()>& stderr_text);

private:
    Enclosed(os::ProcessTree tree, os::UniqueFd control)
        : tree_(std::move(tree)), control_(std::move(control)) {}

    os::ProcessTree tree_;
    os::UniqueFd control_;
    pid_t init_pid_ = -1;
};

} // namespace gilkit::sandbox
