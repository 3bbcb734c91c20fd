// A runtime as CPython would lay it out, in made-up memory: one interpreter, its GIL and its threads.
#pragma once

#include "gil/fake_memory.hpp"
#include "gil/image.hpp"
#include "gil/layout.hpp"

#include <vector>

namespace gilkit::gil::test {

struct FakePython {
    explicit FakePython(int minor) : layout(known_layout({3, minor, 0}).value()) {
        const RuntimeAddress at = address();
        memory.put<std::uint64_t>(*at.version, 0x03000000U | (static_cast<unsigned>(minor) << 16U));
        memory.put<std::uint64_t>(runtime + layout.interpreters_head, interpreter);
        memory.put<std::uint64_t>(interpreter + layout.interpreter_next, 0);
        memory.put<std::uint64_t>(interpreter + layout.threads_head, 0);
        if (!layout.runtime_gil) {
            memory.put<std::uint64_t>(interpreter + layout.interpreter_gil, gil());
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

    static constexpr std::uint64_t runtime = 0x10000;
    static constexpr std::uint64_t interpreter = 0x40000;
    std::uint64_t tid_offset = 720;
    Layout layout;
    FakeMemory memory;
};

} // namespace gilkit::gil::test
