// CPython's runtime in another process: its interpreters, their threads, and who holds the GIL.
//
// Theory of operation. Nothing that is read here can be trusted: the target runs on while we read, an unknown
// build may keep something else at the same place, and a program may write what it likes. So every list is
// bounded, every pointer is only ever read through, and attach() believes a layout only when what it leads to
// agrees with itself and with the kernel: each thread points back to its interpreter and the kernel knows it,
// the GIL is locked or not, its interval is one that a program could have set.
#pragma once

#include "gil/knowledge.hpp"
#include "gil/layout.hpp"
#include "gil/memory.hpp"

#include <tl/expected.hpp>

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gilkit::gil {

struct RuntimeAddress;

// A thread as CPython knows it: a PyThreadState. A thread of the kernel can have several, one in each
// interpreter that it works for.
struct ThreadState {
    std::uint64_t address = 0;
    pid_t tid = 0; // in the namespace of the process
    std::uint64_t gil = 0;
    bool operator==(const ThreadState&) const = default;
};

struct Gil {
    std::uint64_t address = 0;
    bool enabled = true; // false: a free-threaded build that works without
    bool locked = false;
    std::uint64_t holder = 0;   // the PyThreadState that holds it, or held it last
    std::uint64_t switches = 0; // from one thread to another, so far
};

// A moment's threads of all interpreters.
using ThreadStates = std::vector<ThreadState>;

class Runtime {
public:
    // `tids`: the kernel's ids of the threads that the process has now, as the process itself counts them;
    // the first is the process's own. `version` is what the program's name says, where it says anything.
    static tl::expected<Runtime, Unseen> attach(const Memory& memory, const RuntimeAddress& at,
                                                std::optional<int> version, const std::vector<pid_t>& tids);

    const Version& version() const { return version_; }
    bool free_threaded() const { return free_threaded_; }
    const Layout& layout() const { return layout_; }

    // `memory` is that of the process which was attached to.
    // Their addresses, the youngest first.
    tl::expected<std::vector<std::uint64_t>, Unseen> interpreters(const Memory& memory) const;
    tl::expected<ThreadStates, Unseen> threads(const Memory& memory) const;
    tl::expected<Gil, Unseen> gil(const Memory& memory, std::uint64_t address) const;

private:
    tl::expected<void, Unseen> find_layout(const Memory& memory, const RuntimeAddress& at,
                                           std::optional<int> version);
    tl::expected<void, Unseen> check(const Memory& memory, const std::vector<pid_t>& tids);
    tl::expected<void, Unseen> find_native_id(const Memory& memory, const std::vector<pid_t>& tids);
    tl::expected<std::uint64_t, Unseen> gil_of(const Memory& memory, std::uint64_t interpreter) const;
    tl::expected<pid_t, Unseen> tid_of(const Memory& memory, std::uint64_t thread) const;

    std::uint64_t address_ = 0;
    Version version_;
    bool free_threaded_ = false;
    Layout layout_;
    // To 3.10 a thread does not keep the kernel's id: it stands in the C library's struct pthread, this far
    // in.
    std::uint64_t tid_in_pthread_ = 0;
};

} // namespace gilkit::gil
