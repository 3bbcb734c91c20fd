// What tells without reading that a file may be another one than before.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>

namespace gilkit::learn {

struct FileIdentity {
    dev_t device = 0;
    ino_t inode = 0; // 0: there is no file

    bool operator==(const FileIdentity&) const = default;
};

// Times are only ever compared for being the same: clocks are set back, and other machines have others.
struct Stamp {
    FileIdentity identity; // of what a link leads to
    bool is_link = false;
    std::int64_t size = 0;
    std::int64_t changed_s = 0;
    std::int64_t changed_ns = 0;

    bool is_there() const { return identity.inode != 0; }
    bool operator==(const Stamp&) const = default;
};

Stamp stamp_of(const std::filesystem::path& file);
FileIdentity identity_of(const std::filesystem::path& folder);

// Whether somebody has written to the file or made it another way. Another inode alone doesn't say so: some
// file systems make numbers up as they go.
bool was_written(const Stamp& before, const Stamp& now);

} // namespace gilkit::learn
