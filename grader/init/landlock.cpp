#include "landlock.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

namespace gilkit::init {

namespace {

// Newer than the headers that we are built with may be (include/uapi/linux/landlock.h); the version of the
// interface that knows them stands behind each.
constexpr std::uint64_t access_fs_refer = 1ULL << 13U;           // 2
constexpr std::uint64_t access_fs_truncate = 1ULL << 14U;        // 3
constexpr std::uint64_t access_fs_ioctl_dev = 1ULL << 15U;       // 5
constexpr std::uint64_t access_net_bind = 1ULL << 0U;            // 4
constexpr std::uint64_t access_net_connect = 1ULL << 1U;         // 4
constexpr std::uint64_t scope_abstract_unix_socket = 1ULL << 0U; // 6
constexpr std::uint64_t scope_signal = 1ULL << 1U;               // 6

struct Ruleset { // struct landlock_ruleset_attr; the kernel takes its beginning, too
    std::uint64_t fs = 0;
    std::uint64_t net = 0;
    std::uint64_t scoped = 0;
};

constexpr std::uint64_t of_files = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
                                   LANDLOCK_ACCESS_FS_READ_FILE | access_fs_truncate | access_fs_ioctl_dev;
constexpr std::uint64_t reading =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;

// What the kernel's version of the interface can forbid.
Ruleset all_of(long version, std::size_t& size) {
    constexpr std::uint64_t first = (1ULL << 13U) - 1;
    Ruleset all{first, 0, 0};
    size = sizeof all.fs;
    if (version >= 2) {
        all.fs |= access_fs_refer;
    }
    if (version >= 3) {
        all.fs |= access_fs_truncate;
    }
    if (version >= 4) {
        all.net = access_net_bind | access_net_connect;
        size = sizeof all.fs + sizeof all.net;
    }
    if (version >= 5) {
        all.fs |= access_fs_ioctl_dev;
    }
    if (version >= 6) {
        all.scoped = scope_abstract_unix_socket | scope_signal;
        size = sizeof all;
    }
    return all;
}

bool allow(int ruleset, const char* path, std::uint64_t access) {
    const int fd = ::open(path, O_PATH | O_CLOEXEC);
    if (fd < 0) {
        return errno == EACCES; // what this identity can't get to need not be allowed either
    }
    struct stat info {};
    landlock_path_beneath_attr rule{};
    rule.parent_fd = fd;
    rule.allowed_access = access;
    bool done = ::fstat(fd, &info) == 0;
    if (done && !S_ISDIR(info.st_mode)) {
        rule.allowed_access &= of_files;
    }
    done = done && ::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    ::close(fd);
    return done;
}

} // namespace

bool restrict_files(const Plan& plan) {
    const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1) {
        return false;
    }
    std::size_t size = 0;
    const Ruleset all = all_of(version, size);
    const auto ruleset = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &all, size, 0));
    if (ruleset < 0) {
        return false;
    }
    bool done = true;
    for (std::size_t i = 0; done && i < plan.read_count; ++i) {
        done = allow(ruleset, plan.read[i], reading & all.fs);
    }
    for (std::size_t i = 0; done && i < plan.write_count; ++i) {
        done = allow(ruleset, plan.write[i], all.fs);
    }
    done = done && ::syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    ::close(ruleset);
    return done;
}

} // namespace gilkit::init
