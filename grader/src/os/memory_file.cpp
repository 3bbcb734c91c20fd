#include "os/memory_file.hpp"

#include <sys/mman.h>
#include <unistd.h>

namespace gilkit::os {

Result<UniqueFd> make_memory_file(std::string_view contents) {
    UniqueFd fd(::memfd_create("gilkit", MFD_CLOEXEC));
    if (!fd) {
        return last_error("make a file in memory");
    }
    return write_all(fd.get(), contents).and_then([&]() -> Result<UniqueFd> {
        if (::lseek(fd.get(), 0, SEEK_SET) < 0) {
            return last_error("rewind a file in memory");
        }
        return std::move(fd);
    });
}

} // namespace gilkit::os
