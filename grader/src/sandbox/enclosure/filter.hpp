// The filter of system calls that a box's programs run under (seccomp(2)).
//
// It forbids what no exercise needs and what could reach beyond the box, deceive the measurement, or open
// kernel interfaces with a history of faults; everything else is allowed, because honest programs use
// whatever their libraries do. The list stands in filter.cpp, with the reasons.
#pragma once

#include "os/error.hpp"

#include <cstdint>
#include <string>

namespace gilkit::sandbox {

enum class Network : std::uint8_t {
    loopback, // what there is of it is the box's own
    none      // the machine's: no socket of the Internet
};

// The program for the kernel: an array of struct sock_filter, for this machine's architecture. A call by
// another architecture's numbers (32-bit, x32) kills the process.
os::Result<std::string> filter_program(Network network);

} // namespace gilkit::sandbox
