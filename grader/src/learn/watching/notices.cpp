#include "learn/watching/notices.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstring>
#include <utility>

namespace gilkit::learn {

namespace {

constexpr std::uint32_t of_the_name =
    IN_CLOSE_WRITE | IN_MODIFY | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE;
constexpr std::uint32_t of_the_folder = IN_DELETE_SELF | IN_MOVE_SELF;
// What happens to a file that has lost its name while it is open is not told.
constexpr std::uint32_t how = IN_ONLYDIR | IN_EXCL_UNLINK;

} // namespace

os::Result<Notices> Notices::open() {
    os::UniqueFd fd(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    if (!fd) {
        return os::last_error("inotify_init1");
    }
    return Notices(std::move(fd));
}

os::Result<void> Notices::follow(const std::filesystem::path& folder) {
    const int watch = ::inotify_add_watch(fd_.get(), folder.c_str(), of_the_name | of_the_folder | how);
    if (watch < 0) {
        auto error = os::last_error("watch " + folder.string());
        forget();
        return error;
    }
    if (watch != watch_) { // the same folder has the same number
        forget();
        watch_ = watch;
    }
    return {};
}

void Notices::forget() {
    if (const int watch = std::exchange(watch_, -1); watch >= 0) {
        ::inotify_rm_watch(fd_.get(), watch);
    }
}

void Notices::add(std::uint32_t mask, int watch, std::string_view about, std::string_view name, Told& told) {
    if ((mask & IN_Q_OVERFLOW) != 0) {
        told.overflow = true;
    }
    if (watch != watch_) {
        return; // from before follow() or forget()
    }
    if ((mask & (of_the_folder | IN_IGNORED | IN_UNMOUNT)) != 0) {
        told.folder_lost = true;
        forget(); // what is told from here on happened elsewhere
    } else if (about == name) {
        told.touched = true;
    }
}

Notices::Told Notices::take(std::string_view name) {
    Told told;
    alignas(inotify_event) std::array<char, 8192> buffer{};
    for (;;) {
        const ssize_t count = ::read(fd_.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return told;
        }
        for (std::size_t at = 0; at + sizeof(inotify_event) <= static_cast<std::size_t>(count);) {
            inotify_event event{};
            std::memcpy(&event, buffer.data() + at, sizeof event);
            // Padded with zeros.
            const char* const about = event.len > 0 ? buffer.data() + at + sizeof event : "";
            add(event.mask, event.wd, about, name, told);
            at += sizeof event + event.len;
        }
    }
}

std::string why_no_notices(const os::Error& error) {
    switch (error.code) {
    case ENOSPC:
        return "the limit fs.inotify.max_user_watches is reached";
    case EMFILE:
    case ENFILE:
        return "the limit fs.inotify.max_user_instances, or that of open files, is reached";
    case ENOENT:
    case ENOTDIR:
        return "its folder isn't there";
    case EACCES:
        return "its folder may not be read";
    default:
        return "inotify doesn't work here (" + error.to_string() + ")";
    }
}

} // namespace gilkit::learn
