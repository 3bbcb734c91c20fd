// Tells that somebody saved a file.
//
// Theory of operation. Whatever is told comes from a look at the file: its bytes are compared with the last
// ones. What makes us look is of two kinds. The kernel's notices (notices.hpp) come at once, but not from
// every file system, not beyond some limits, and not when a folder further up is moved. So the file's stamp
// (stamp.hpp) is looked at as well: every two seconds, and twice a second where there are no notices. A burst
// of writes is waited out (burst.hpp): quiet for a tenth of a second, and half a second at most. So long,
// too, a file may be missing: many editors save by a deletion or a renaming.
//
// A save that changed nothing is told, because who saves expects an answer; but what only may have been a
// save (an overflow of the kernel's queue, another inode number) is told when the bytes are others.
//
// Only CLOCK_MONOTONIC counts time. The file's own time is compared for being another one; where it is coarse
// (two seconds on FAT), the bytes are compared for a while after each change.
#pragma once

#include "learn/watching/burst.hpp"
#include "learn/watching/file_system.hpp"
#include "learn/watching/notices.hpp"
#include "learn/watching/stamp.hpp"
#include "os/clock.hpp"
#include "os/error.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace gilkit::learn {

struct Change {
    enum class Kind : std::uint8_t {
        saved,           // its bytes are others
        saved_unchanged, // somebody saved it, or it is there again, with the bytes that it had
        missing,
        unreadable, // a folder, or larger than a submission may be, or not ours to read
    };
    Kind kind = Kind::saved;
    os::Error why = {}; // missing, unreadable
};

// What a test replaces.
struct WatchSeams {
    std::function<std::int64_t()> now_ns = os::monotonic_ns;
    std::function<std::int64_t(const std::filesystem::path&)> file_system_type = learn::file_system_type;
};

class FileWatch {
public:
    // Knows the file as it is now, even if it isn't there.
    explicit FileWatch(const std::filesystem::path& file, WatchSeams seams = {});

    // When there may be something to tell: the descriptor is readable (-1: none), or this moment has come.
    // Both are others after each call of look().
    int poll_fd() const { return has_notices() ? notices_->fd() : -1; }
    std::int64_t due_ns() const;
    // What has happened since the last call, once it is over; does not wait. Cheap: call it at any time.
    std::optional<Change> look();

    // Whether saving is told at once, by the kernel.
    bool has_notices() const { return notices_.has_value() && no_notices_.empty(); }
    // In words, which of the two is used and why: "saving it is noticed at once".
    std::string how() const;

private:
    void arm();
    std::string find_why_no_notices();
    void take_notices(std::int64_t now_ns);
    void compare_stamps(std::int64_t now_ns);
    std::optional<Change> conclude(std::int64_t now_ns);
    std::optional<Change> read(bool certain);
    std::int64_t interval_ns() const;

    std::filesystem::path file_; // from the root
    std::filesystem::path folder_;
    std::string name_;
    WatchSeams seams_;

    std::optional<Notices> notices_;
    std::string no_notices_; // why there are none; empty: there are
    FileIdentity followed_;  // the folder that they are of

    Stamp stamp_;                      // when it was last looked at
    std::optional<std::string> bytes_; // when they could last be read
    int fault_ = 0;                    // errno: why they could not be, the last time
    Burst burst_;
    std::int64_t next_stamp_ns_ = 0;
    std::int64_t coarse_until_ns_ = 0; // until then its time may be the same though it was written again
};

} // namespace gilkit::learn
