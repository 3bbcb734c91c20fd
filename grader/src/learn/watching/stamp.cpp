#include "learn/watching/stamp.hpp"

#include <sys/stat.h>

namespace gilkit::learn {

Stamp stamp_of(const std::filesystem::path& file) {
    Stamp stamp;
    struct stat status {};
    stamp.is_link = ::lstat(file.c_str(), &status) == 0 && S_ISLNK(status.st_mode);
    if (::stat(file.c_str(), &status) == 0) {
        stamp.identity = {status.st_dev, status.st_ino};
        stamp.size = status.st_size;
        stamp.changed_s = status.st_mtim.tv_sec;
        stamp.changed_ns = status.st_mtim.tv_nsec;
    }
    return stamp;
}

FileIdentity identity_of(const std::filesystem::path& folder) {
    struct stat status {};
    return ::stat(folder.c_str(), &status) == 0 ? FileIdentity{status.st_dev, status.st_ino} : FileIdentity{};
}

bool was_written(const Stamp& before, const Stamp& now) {
    return before.is_there() != now.is_there() || before.size != now.size ||
           before.changed_s != now.changed_s || before.changed_ns != now.changed_ns;
}

} // namespace gilkit::learn
