// Errors of system calls as values. Nothing in this room throws on a failing call.
#pragma once

#include <tl/expected.hpp>

#include <cerrno>
#include <string>

namespace gilkit::os {

struct Error {
    int code = 0;     // errno
    std::string what; // what was being done: "open /proc/1/stat"

    // "open /proc/1/stat: Permission denied"
    std::string to_string() const;
};

template<typename T>
using Result = tl::expected<T, Error>;

// The current errno, with what was being done.
inline tl::unexpected<Error> last_error(std::string what) {
    return tl::unexpected(Error{errno, std::move(what)});
}

} // namespace gilkit::os
