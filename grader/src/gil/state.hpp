// What a thread does at one moment, as far as the kernel and the GIL's words tell.
#pragma once

#include "gil/layout.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace gilkit::gil {

enum class State : std::uint8_t {
    holds,   // has the GIL
    waits,   // wants the GIL and sleeps until it gets it
    native,  // on a core without the GIL; where no GIL is known, simply on a core
    starved, // could run, and has no core
    lock,    // sleeps until another thread wakes it: a Lock, a Queue, a Condition
    io,      // sleeps until the kernel has something for it: a file, a socket, a child's end
    sleeps   // until some time has passed
};
inline constexpr std::array all_states{State::holds, State::waits, State::native, State::starved,
                                       State::lock,  State::io,    State::sleeps};

// "holds", "waits", …: as in JSON.
std::string_view name_of(State state);

// /proc/PID/task/TID/syscall (proc(5)): the system call that a thread sleeps in.
struct Call {
    bool running = false; // on a core, or in the queue for one
    long number = -1;     // -1: asleep, but not in a system call
    std::array<std::uint64_t, 2> arguments{};
};
// nullopt: the thread is gone, or we may not look into it.
std::optional<Call> parse_call(std::string_view text);

// Where a thread is, before it is known what it has been doing there.
enum class Place : std::uint8_t {
    running,
    gil, // sleeps inside the GIL's structure
    lock,
    io,
    sleep,
    resumed // goes on with what it slept for before it was stopped
};

// `gil`: the address of the GIL that the thread would wait for; 0 where none is known.
Place place_of(const Call& call, std::uint64_t gil, const GilLayout& layout);

} // namespace gilkit::gil
