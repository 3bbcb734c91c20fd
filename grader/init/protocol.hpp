// What init tells the grader, over a stream socket: records of one size, in the machine's own byte order
// (both ends are the same build). The program inside never has this socket.
#pragma once

#include <cstdint>

namespace gilkit::init {

enum class Event : std::uint32_t {
    failed,  // `code` is errno, `step` says what could not be done; nothing was run
    started, // the program runs as soon as the grader has sent a byte; with --listen a socket comes with it
    ended,   // the program is gone: `code` or `signal`; everybody else is killed now
};

// What init was doing, for people: messages are in sandbox/enclosure/enclosed.cpp.
enum class Step : std::uint32_t {
    plan,
    mount,
    listen,
    fork,
    limits,
    identity,
    directory,
    landlock,
    filter,
    run,
    count
};

struct Record {
    Event event = Event::failed;
    Step step = Step::plan;
    std::int32_t code = 0;
    std::int32_t signal = 0;
};

} // namespace gilkit::init
