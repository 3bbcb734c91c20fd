// A program inside of an enclosure, as the grader holds it: init (gilkit-init), below it the program with
// everything that it starts; with namespaces bubblewrap above them.
//
// Whatever happens to the grader, the box goes: init ends when the control socket closes, and with it
// everybody in the box. bubblewrap is killed with its parent, too.
#pragma once

#include "os/error.hpp"
#include "os/fd.hpp"
#include "os/subprocess.hpp"
#include "sandbox/enclosure/control_group.hpp"
#include "sandbox/enclosure/failure.hpp"
#include "sandbox/enclosure/init_words.hpp"
#include "sandbox/enclosure/tier.hpp"

#include <tl/expected.hpp>

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gilkit::sandbox {

// What is to run in an enclosure.
struct Enclosing {
    std::vector<std::string> program;           // argv; the first is a path inside
    std::vector<std::string> environment;       // "NAME=value"; nothing else
    std::vector<std::filesystem::path> wanted;  // by the interpreter, see view.hpp
    std::vector<std::pair<int, int>> fds;       // (ours, the program's)
    std::vector<std::pair<int, rlim_t>> limits; // of each process
    GroupLimits together;                       // of all of them, by a control group: tier A
    std::vector<int> cpus;                      // empty: where we may run
    int nice = 0;
    bool listener = false; // a socket that listens on its loopback, for us; with namespaces
    // With namespaces: files that it finds there.
    struct File {
        std::string name; // inside
        std::string contents;
        bool executable = false;
    };
    std::vector<File> files;
    // Without: a folder of this machine's that is the program's: it may read what is in it, and write into
    // `work` and `tmp` there.
    std::filesystem::path folder;
};

// Whom programs run as: as root somebody of their own, the same for all boxes of this process; nullopt: as
// us.
os::Result<std::optional<Identity>> our_identity();

class Enclosed {
public:
    // What the program's stderr holds by now: complaints of whoever makes the box come there, too.
    using Complaint = std::function<std::string()>;

    // Returns when the program is about to run. Tiers A to C.
    static tl::expected<Enclosed, Failure> start(const Enclosure& enclosure, const Enclosing& what,
                                                 const Complaint& complaint);

    Enclosed(Enclosed&&) = default;
    Enclosed& operator=(Enclosed&&) = delete;
    Enclosed(const Enclosed&) = delete;
    Enclosed& operator=(const Enclosed&) = delete;
    // Ends everybody in it.
    ~Enclosed();

    os::ProcessTree& tree() { return tree_; }
    // The first process of the box; the program and all that it starts are below it.
    pid_t init_pid() const { return init_pid_; }

    // What the control group has refused so far; nothing without one.
    Refused refused() const { return group_ ? group_->refused() : Refused::nothing; }

    // The socket that was asked for, once.
    os::UniqueFd take_listener() { return std::move(listener_); }

    // How the program ended, once the tree's root has; a Failure when it never ran.
    tl::expected<os::ExitStatus, Failure> ending();

private:
    Enclosed(std::optional<ControlGroup> group, os::ProcessTree tree, os::UniqueFd control,
             os::UniqueFd lifeline)
        : group_(std::move(group)), tree_(std::move(tree)), control_(std::move(control)),
          lifeline_(std::move(lifeline)) {}
    tl::expected<void, Failure> wait_until_started(const Complaint& complaint);
    // Finds init, and puts the program, which waits for a word of ours, into its group.
    tl::expected<void, Failure> find_processes(int levels, const Complaint& complaint);

    std::optional<ControlGroup> group_; // first: it is removed once everybody in it is gone
    os::ProcessTree tree_;
    os::UniqueFd control_;
    os::UniqueFd lifeline_; // to the keeper
    os::UniqueFd listener_;
    pid_t init_pid_ = -1;
};

} // namespace gilkit::sandbox
