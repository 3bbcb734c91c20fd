#include "learn/watching/file_watch.hpp"

#include "judge/grade.hpp"
#include "os/fd.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

namespace gilkit::learn {

namespace {

constexpr std::int64_t stamp_interval_ns = 2 * os::ns_per_s; // beside notices
constexpr std::int64_t poll_interval_ns = 500 * os::ns_per_ms;
// Longer than the coarsest time of a file, which is FAT's: two seconds.
constexpr std::int64_t coarse_ns = 3 * os::ns_per_s;

std::filesystem::path from_the_root(const std::filesystem::path& file) {
    std::error_code error;
    auto absolute = std::filesystem::absolute(file, error);
    return error ? file : absolute;
}

} // namespace

FileWatch::FileWatch(const std::filesystem::path& file, WatchSeams seams)
    : file_(from_the_root(file)), folder_(file_.parent_path()), name_(file_.filename().string()),
      seams_(std::move(seams)) {
    arm(); // first, so that nothing is lost between the two
    stamp_ = stamp_of(file_);
    static_cast<void>(read(false));
    next_stamp_ns_ = seams_.now_ns() + interval_ns();
    coarse_until_ns_ = seams_.now_ns() + coarse_ns;
}

std::int64_t FileWatch::interval_ns() const {
    return has_notices() ? stamp_interval_ns : poll_interval_ns;
}

std::int64_t FileWatch::due_ns() const {
    return std::min(next_stamp_ns_, burst_.due_ns());
}

// Has the kernel tell about the folder that is there now, if it can.
void FileWatch::arm() {
    followed_ = identity_of(folder_);
    no_notices_ = find_why_no_notices();
    if (!no_notices_.empty() && notices_) {
        notices_->forget();
    }
}

std::string FileWatch::find_why_no_notices() {
    if (const auto remote = remote_file_system(seams_.file_system_type(folder_))) {
        return fmt::format("its file system ({}) doesn't always tell", *remote);
    }
    if (stamp_of(file_).is_link) {
        return "it is a link to another file";
    }
    if (!notices_) {
        auto opened = Notices::open();
        if (!opened) {
            return why_no_notices(opened.error());
        }
        notices_.emplace(*std::move(opened));
    }
    const auto followed = notices_->follow(folder_);
    return followed ? "" : why_no_notices(followed.error());
}

std::string FileWatch::how() const {
    return has_notices() ? "saving it is noticed at once"
                         : "looked at twice a second, because " + no_notices_;
}

std::optional<Change> FileWatch::look() {
    const std::int64_t now_ns = seams_.now_ns();
    take_notices(now_ns);
    if (now_ns >= next_stamp_ns_) {
        compare_stamps(now_ns);
    }
    return now_ns >= burst_.due_ns() ? conclude(now_ns) : std::nullopt;
}

void FileWatch::take_notices(std::int64_t now_ns) {
    if (!notices_) {
        return;
    }
    const Notices::Told told = notices_->take(name_);
    if (told.folder_lost) {
        arm();
    }
    if (told.touched || told.overflow || told.folder_lost) {
        burst_.touch(now_ns, told.touched);
        next_stamp_ns_ = now_ns;
    }
}

void FileWatch::compare_stamps(std::int64_t now_ns) {
    const Stamp now = stamp_of(file_);
    if (identity_of(folder_) != followed_ || now.is_link != stamp_.is_link) {
        arm();
        burst_.touch(now_ns, false);
    }
    if (now != stamp_) {
        burst_.touch(now_ns, was_written(stamp_, now));
        stamp_ = now;
    } else if (!has_notices() && now_ns < coarse_until_ns_) {
        burst_.touch(now_ns, false);
    }
    next_stamp_ns_ = now_ns + interval_ns();
}

std::optional<Change> FileWatch::conclude(std::int64_t now_ns) {
    const Stamp now = stamp_of(file_);
    if (now != stamp_) {
        burst_.touch(now_ns, was_written(stamp_, now));
        stamp_ = now;
    }
    if (!now.is_there() && fault_ == 0) {
        burst_.wait_for_more();
    }
    if (now_ns < burst_.due_ns()) {
        return std::nullopt;
    }
    const bool certain = burst_.is_certain();
    burst_ = {};
    auto change = read(certain);
    if (certain || change) {
        coarse_until_ns_ = now_ns + coarse_ns;
    }
    return change;
}

std::optional<Change> FileWatch::read(bool certain) {
    auto bytes = os::read_regular_file(file_, judge::max_submission_bytes);
    if (!bytes) {
        const os::Error& error = bytes.error();
        const bool missing = error.code == ENOENT || error.code == ENOTDIR;
        const bool known = std::exchange(fault_, error.code) == error.code;
        if (known && (missing || !certain)) {
            return std::nullopt;
        }
        return Change{missing ? Change::Kind::missing : Change::Kind::unreadable, error};
    }
    const bool is_back = std::exchange(fault_, 0) != 0;
    if (bytes_ != *bytes) {
        bytes_ = *std::move(bytes);
        return Change{Change::Kind::saved, {}};
    }
    return certain || is_back ? std::optional(Change{Change::Kind::saved_unchanged, {}}) : std::nullopt;
}

} // namespace gilkit::learn
