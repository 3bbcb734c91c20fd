// What the kernel tells about one name in one folder (inotify(7)).
//
// The folder is watched, not the file: many editors save by renaming a new file over the old one, and a watch
// on a file would stay with the old one. Likewise a watch on a folder stays with it wherever it is moved to;
// that it is no longer where it was is told, and somebody else has to look what is there now.
#pragma once

#include "os/error.hpp"
#include "os/fd.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace gilkit::learn {

class Notices {
public:
    struct Told {
        bool touched = false;     // something happened to the name
        bool folder_lost = false; // the folder was moved, deleted or unmounted: nothing more will be told
        bool overflow = false;    // the kernel kept too little: anything may have happened
    };

    // EMFILE where a limit is reached: fs.inotify.max_user_instances, or that of open files.
    static os::Result<Notices> open();

    // From now on tells about that folder, and no longer about another one. ENOSPC where a limit is reached
    // (fs.inotify.max_user_watches); ENOENT, ENOTDIR, EACCES as usual.
    os::Result<void> follow(const std::filesystem::path& folder);
    // Tells nothing.
    void forget();
    // What has happened to `name` since the last call; does not wait.
    Told take(std::string_view name);

    // Readable when take() has something to say, or something happened to another name.
    int fd() const { return fd_.get(); }

private:
    explicit Notices(os::UniqueFd fd) : fd_(std::move(fd)) {}
    void add(std::uint32_t mask, int watch, std::string_view about, std::string_view name, Told& told);

    os::UniqueFd fd_;
    int watch_ = -1;
};

// "fs.inotify.max_user_watches is used up", for people, of an error of the functions above.
std::string why_no_notices(const os::Error& error);

} // namespace gilkit::learn
