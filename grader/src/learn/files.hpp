// What every part of this room reads files and asks other programs with.
#pragma once

#include "os/capture.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace gilkit::learn {

// A file of the learner's, or one that we keep for them, is not larger (bytes): what is, is something else.
inline constexpr std::size_t largest_file = std::size_t{16} << 20U;

// What a program says that is asked about files: git, diff, diff3. It gets a few seconds, and as much of our
// environment as it takes to find its own settings. Not to be called while a submission runs: see
// os/subprocess.hpp.
os::Result<os::Captured> ask_program(std::vector<std::string> argv);

} // namespace gilkit::learn
