// Where CPython keeps what we read: offsets into its structures, in bytes, for one version.
//
// 3.13 and later say so themselves: `_PyRuntime` begins with _Py_DebugOffsets (Include/internal/
// pycore_debug_offsets.h, before 3.14 pycore_runtime.h), a cookie and words of 64 bits. For 3.9 to 3.12 there
// is a table, compiled from the headers by layouts/regenerate.py.
//
// The GIL is `struct _gil_runtime_state` (pycore_gil.h). Its conditions and mutexes are pthread's, so a
// thread that waits for it sleeps in a futex inside the structure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace gilkit::gil {

struct Version {
    int major = 0;
    int minor = 0;
    std::optional<int> micro;

    // Of PY_VERSION_HEX.
    static Version from_hex(std::uint64_t hex);
    // "3.12.1"; "3.9" where the rest is not known
    std::string to_string() const;
    bool operator==(const Version&) const = default;
};

struct GilLayout {
    std::optional<std::uint64_t> enabled; // free-threaded builds: 0 while there is no GIL
    std::uint64_t interval = 0;           // unsigned long, microseconds
    std::uint64_t last_holder = 0;        // PyThreadState*
    std::uint64_t locked = 0;             // int: -1 not made yet, 0, 1
    std::uint64_t switch_number = 0;      // unsigned long
    // Who sleeps in here wants the GIL …
    std::uint64_t wait_begin = 0;
    // … and from here on gave it up on request, until somebody else has taken it.
    std::uint64_t yield_begin = 0;
    std::uint64_t end = 0;
};

struct Layout {
    std::uint64_t interpreters_head = 0; // in _PyRuntime
    // The GIL of all interpreters, in _PyRuntime (to 3.11), or a pointer to it in each interpreter.
    std::optional<std::uint64_t> runtime_gil;
    std::uint64_t interpreter_gil = 0;
    std::uint64_t interpreter_next = 0;
    std::uint64_t threads_head = 0; // in PyInterpreterState
    std::uint64_t thread_next = 0;  // in PyThreadState
    std::uint64_t thread_interpreter = 0;
    std::uint64_t pthread = 0;              // the thread's pthread_t
    std::optional<std::uint64_t> native_id; // the kernel's id, in the namespace of the process
    std::optional<std::uint64_t> modules;   // sys.modules, in PyInterpreterState
    GilLayout gil;
};

// The checked-in table: CPython 3.9 to 3.12.
std::optional<Layout> known_layout(Version version);

// What _PyRuntime begins with.
struct DebugOffsets {
    Version version;
    bool free_threaded = false;
    Layout layout;
};

constexpr std::size_t debug_offset_words = 40; // as many as are ever looked at

// nullopt: no cookie there, a version that is not known, or offsets that no CPython could have.
std::optional<DebugOffsets> parse_debug_offsets(std::span<const std::uint64_t> words);

} // namespace gilkit::gil
