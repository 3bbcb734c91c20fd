// "The grader could not do its part": never mixed with what a program did wrong.
#pragma once

#include "os/error.hpp"

#include <string>

namespace gilkit::sandbox {

struct Failure {
    bool interrupted = false; // by SIGINT or its like; nothing is wrong then
    std::string what;
};

inline Failure failed(const os::Error& error) {
    return {false, error.to_string()};
}

} // namespace gilkit::sandbox
