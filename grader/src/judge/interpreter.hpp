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

struct AskedInterpreter {
    Interpreter interpreter;
    bool supported = false; // Python 3.9 or newer: it runs submissions. Older ones may run a lesson.
};

// Asks the program `name` (a path, or a name looked up in PATH) what Python it is, for `patience_s` at most.
// An interpreter that does not know its own executable, or gets it wrong as Debian's Jython does, gets `name`
// as its path.
tl::expected<AskedInterpreter, InterpreterError> ask_interpreter(const std::string& name, double patience_s);

// Finds the real executable behind `name` (a path, or a name looked up in PATH; version managers put shell
// shims there) by asking it, whatever Python it is.
tl::expected<AskedInterpreter, InterpreterError> probe_any_interpreter(const std::string& name);
// That it is too old for submissions, and what to do.
std::string too_old(const Interpreter& interpreter);

// The same, and checks that it is Python 3.9 or newer.
tl::expected<Interpreter, InterpreterError> probe_interpreter(const std::string& name);

} // namespace gilkit::judge
