// A runtime as CPython would lay it out, in made-up memory: one interpreter, its GIL and its threads.
#pragma once

#include "gil/fake_memory.hpp"
#include "gil/image.hpp"
#include "gil/layout.hpp"

#include <array>
#include <cstring>
#include <map>
#include <optional>
#include <vector>

namespace gilkit::gil::test {

// Of a process whose threads a test invents.
inline const std::vector<pid_t> three_tids{4000, 4001, 4002};

using OffsetWords = std::array<std::uint64_t, debug_offset_words>;

// _Py_DebugOffsets of that PY_VERSION_HEX; the words by their index.
inline OffsetWords offset_words(std::uint64_t hex, const std::map<std::size_t, std::uint64_t>& known) {
    OffsetWords words{};
    std::memcpy(words.data(), "xdebugpy", 8);
    words[1] = hex;
    for (const auto& [index, word] : known) {
        words.at(index) = word;
    }
    return words;
}

// As read from a running CPython 3.14.10.
inline OffsetWords words_of_3_14() {
    return offset_words(0x030e0af0, {{5, 808},
                                     {8, 7272},
                                     {9, 7344},
                                     {12, 7688},
                                     {15, 16},
                                     {16, 7784},
                                     {17, 0},
                                     {18, 7800},
                                     {19, 7792},
                                     {24, 8},
                                     {25, 16},
                                     {27, 152},
                                     {28, 160},
                                     {30, 32}});
}

// As read from a running free-threaded CPython 3.14.7.
inline OffsetWords words_of_free_threaded_3_14() {
    return offset_words(0x030e07f0, {{2, 1},
                                     {5, 808},
                                     {8, 7272},
                                     {9, 7344},
                                     {12, 7712},
                                     {15, 16},
                                     {16, 7808},
                                     {17, 0},
                                     {18, 7832},
                                     {19, 7824},
                                     {24, 8},
                                     {25, 16},
                                     {27, 152},
                                     {28, 160},
                                     {30, 32}});
}

struct Build {
    // One of the table.
    explicit Build(int minor) : version{3, minor, 0}, layout(known_layout(version).value()) {}
    // One that says itself where its things are.
    explicit Build(const OffsetWords& said) : words(said) {
        const DebugOffsets offsets = parse_debug_offsets(said).value();
        version = offsets.version;
        free_threaded = offsets.free_threaded;
        layout = offsets.layout;
    }
    Version version;
    bool free_threaded = false;
    Layout layout;
    std::optional<OffsetWords> words;
};

inline std::vector<Build> every_build() {
    return {Build(9),
            Build(10),
            Build(11),
            Build(12),
            Build(words_of_3_14()),
            Build(words_of_free_threaded_3_14())};
}

struct FakePython {
    explicit FakePython(int minor) : FakePython(Build(minor)) {}
    explicit FakePython(const Build& build)
        : version(build.version), free_threaded(build.free_threaded), layout(build.layout) {
        if (build.words) {
            memory.put(runtime, *build.words);
        }
        const RuntimeAddress at = address();
        memory.put<std::uint64_t>(*at.version, 0x03000000U | (static_cast<unsigned>(version.minor) << 16U) |
                                                   (static_cast<unsigned>(version.micro.value_or(0)) << 8U));
        memory.put<std::uint64_t>(runtime + layout.interpreters_head, interpreter);
        memory.put<std::uint64_t>(interpreter + layout.interpreter_next, 0);
        memory.put<std::uint64_t>(interpreter + layout.threads_head, 0);
        if (!layout.runtime_gil) {
            memory.put<std::uint64_t>(interpreter + layout.interpreter_gil, gil());
        }
        if (layout.gil.enabled) {
            memory.put<std::uint64_t>(gil() + *layout.gil.enabled, 0); // an int, and what lies behind it
        }
        memory.put<std::uint64_t>(gil() + layout.gil.interval, 5000);
        memory.put<std::uint64_t>(gil() + layout.gil.last_holder, 0);
        memory.put<std::uint64_t>(gil() + layout.gil.locked, 0);
        memory.put<std::uint64_t>(gil() + layout.gil.switch_number, 0);
    }

    RuntimeAddress address() const { return {"/usr/bin/python3", runtime, 0x2000}; }
    std::uint64_t gil() const { return layout.runtime_gil ? runtime + *layout.runtime_gil : 0x60000; }
    static std::uint64_t thread(std::size_t index) { return 0x80000 + (0x1000 * index); }
    static std::uint64_t pthread_of(std::size_t index) { return 0x200000 + (0x1000 * index); }

    // As CPython's list: the youngest first.
    void set_threads(const std::vector<pid_t>& tids) {
        std::uint64_t next = 0;
        for (std::size_t i = 0; i < tids.size(); ++i) {
            memory.put<std::uint64_t>(thread(i) + layout.thread_next, next);
            memory.put<std::uint64_t>(thread(i) + layout.thread_interpreter, interpreter);
            memory.put<std::uint64_t>(thread(i) + layout.pthread, pthread_of(i));
            if (layout.native_id) {
                memory.put<std::uint64_t>(thread(i) + *layout.native_id, static_cast<std::uint64_t>(tids[i]));
            }
            memory.put<pid_t>(pthread_of(i) + tid_offset, tids[i]);
            next = thread(i);
        }
        memory.put<std::uint64_t>(interpreter + layout.threads_head, next);
    }

    void lock(std::size_t holder) {
        memory.put<std::uint64_t>(gil() + layout.gil.last_holder, thread(holder));
        memory.put<std::int32_t>(gil() + layout.gil.locked, 1);
    }

    // A free-threaded build can have its GIL switched on.
    void enable(bool on) { memory.put<std::int32_t>(gil() + layout.gil.enabled.value(), on ? 1 : 0); }

    static constexpr std::uint64_t runtime = 0x10000;
    static constexpr std::uint64_t interpreter = 0x40000;
    std::uint64_t tid_offset = 720;
    Version version;
    bool free_threaded;
    Layout layout;
    FakeMemory memory;
};

} // namespace gilkit::gil::test
