#include "learn/watching/file_system.hpp"

#include <linux/magic.h>
#include <sys/statfs.h>

#include <algorithm>
#include <array>

namespace gilkit::learn {

namespace {

struct Remote {
    std::uint32_t type;
    std::string_view name;
};

// Those without a name of their own in linux/magic.h are from the sources of these file systems.
constexpr std::array remotes{
    Remote{NFS_SUPER_MAGIC, "NFS"},
    Remote{SMB_SUPER_MAGIC, "SMB"},
    Remote{0xFF534D42, "CIFS"},
    Remote{0xFE534D42, "SMB"},
    Remote{V9FS_MAGIC, "9p: a drive of the host, as in WSL"},
    Remote{FUSE_SUPER_MAGIC, "FUSE"}, // sshfs, virtiofs, Docker Desktop's; local ones as well
    Remote{0x786F4256, "VirtualBox"},
    Remote{0xBACBACBC, "VMware"},
    Remote{0x7C7C6673, "Parallels"},
    Remote{AFS_SUPER_MAGIC, "AFS"},
    Remote{0x6B414653, "AFS"},
    Remote{0x00C36400, "Ceph"},
    Remote{CODA_SUPER_MAGIC, "Coda"},
    Remote{NCP_SUPER_MAGIC, "NCP"},
    Remote{0x0BD00BD0, "Lustre"},
    Remote{0x47504653, "GPFS"},
    Remote{0x19830326, "BeeGFS"},
    Remote{0x7461636F, "OCFS2"},
    Remote{0x01161970, "GFS2"},
};

} // namespace

std::int64_t file_system_type(const std::filesystem::path& folder) {
    struct statfs told {};
    return ::statfs(folder.c_str(), &told) == 0 ? static_cast<std::int64_t>(told.f_type) : 0;
}

std::optional<std::string_view> remote_file_system(std::int64_t type) {
    // f_type is signed, and as wide as a word: the high bit of some may be spread.
    const auto wanted = static_cast<std::uint32_t>(type);
    const auto* const found = std::ranges::find(remotes, wanted, &Remote::type);
    return found == remotes.end() ? std::nullopt : std::optional(found->name);
}

} // namespace gilkit::learn
