#include "batch/journal/lock.hpp"

#include <fcntl.h>

namespace gilkit::batch {

namespace {

struct flock all_of_it() {
    struct flock range {};
    range.l_type = F_WRLCK;
    range.l_whence = SEEK_SET;
    return range;
}

} // namespace

os::Result<std::optional<Lock>> Lock::take(const std::filesystem::path& file) {
    constexpr mode_t for_everybody = 0666; // less the umask
    os::UniqueFd fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, for_everybody));
    if (!fd) {
        return os::last_error("open " + file.string());
    }
    struct flock range = all_of_it();
    if (::fcntl(fd.get(), F_SETLK, &range) < 0) {
        if (errno == EACCES || errno == EAGAIN) {
            return std::nullopt;
        }
        return os::last_error("lock " + file.string());
    }
    return std::optional(Lock(std::move(fd)));
}

pid_t Lock::owner(const std::filesystem::path& file) {
    const os::UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    struct flock range = all_of_it();
    if (!fd || ::fcntl(fd.get(), F_GETLK, &range) < 0 || range.l_type == F_UNLCK) {
        return 0;
    }
    return range.l_pid;
}

} // namespace gilkit::batch
