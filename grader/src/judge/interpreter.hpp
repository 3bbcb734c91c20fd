// The student interpreter: which Python runs submissions.
#pragma once

#include "judge/result.hpp"

#include <tl/expected.hpp>

#include <string>

namespace gilkit::judge {

struct InterpreterError {
    bool interrupted = false;
    std::string message; // what is wrong and what to do
};

// Finds the real executable behind `name` (a path, or a name looked up in PATH; version managers put shell
// shims there) by asking it, and checks that it is Python 3.9 or newer.
tl::expected<Interpreter, InterpreterError> probe_interpreter(const std::string& name);

} // namespace gilkit::judge
