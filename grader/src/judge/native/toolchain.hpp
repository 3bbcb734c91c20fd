// What this machine has to build Python modules with, and for which interpreter it can.
//
// A module is compiled against an interpreter's own headers, and pybind11 must know that version of Python.
// Where the student interpreter lacks the one or is too new for the other, the tool interpreter takes its
// place: the distribution's own, which its pybind11 supports.
#pragma once

#include "judge/kind.hpp"
#include "judge/result.hpp"

#include <tl/expected.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gilkit::judge {

// What was found inside of a box, as builds will find it.
struct Found {
    std::vector<std::string> missing; // packages
    std::string pybind11;             // "2.10.3"; empty: there is none
    bool students_headers = false;    // whether Python.h is there for that interpreter
    bool tools_headers = false;
    std::string fingerprint; // of the compiler and pybind11: another one when either was replaced
};

struct Toolchain {
    Interpreter interpreter; // that modules are built for and run in
    Interpreter tool;        // that runs gilkit_build.py
    std::string pybind11;
    std::string why_not_the_students; // empty when it is the student interpreter
    std::string fingerprint;          // as above
};

// The newest (major, minor) of CPython that a version of pybind11 supports, as its changelog has it; nullopt
// when the text is no version.
std::optional<std::pair<int, int>> newest_python_for(std::string_view pybind11);

// Or what to install.
tl::expected<Toolchain, std::string> choose(const Interpreter& student, const Interpreter& tool,
                                            const Found& found);

tl::expected<Toolchain, JudgeError> find_toolchain(const Grading& grading);

// A box in which that function of gilkit_build.py can be called.
tl::expected<sandbox::BoxSpec, JudgeError> build_box(const Grading& grading, const Toolchain& toolchain,
                                                     const std::string& function);

} // namespace gilkit::judge
