#include "os/temp_dir.hpp"

#include "os/fd.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

namespace gilkit::os {

namespace {

std::filesystem::path usual_base() {
    const char* const base = std::getenv("TMPDIR");
    return base != nullptr && *base == '/' ? base : "/tmp";
}

// By the modes of all folders on the way; links are followed.
bool can_be_entered_by_all(const std::filesystem::path& path) {
    std::error_code error;
    const auto real = std::filesystem::canonical(path, error);
    std::filesystem::path folder;
    for (const auto& part : real) {
        folder /= part;
        const auto mode = std::filesystem::status(folder, error).permissions();
        if (error || (mode & std::filesystem::perms::others_exec) == std::filesystem::perms::none) {
            return false;
        }
    }
    return !error;
}

} // namespace

Result<TempDir> TempDir::create(const std::string& prefix) {
    return create_below(usual_base(), prefix);
}

Result<TempDir> TempDir::create_for_others(const std::string& prefix) {
    return create_below(can_be_entered_by_all(usual_base()) ? usual_base() : "/tmp", prefix);
}

Result<TempDir> TempDir::create_below(const std::filesystem::path& base, const std::string& prefix) {
    std::string name = base / (prefix + "XXXXXX");
    if (::mkdtemp(name.data()) == nullptr) {
        return last_error("create a temporary folder in " + base.string());
    }
    return TempDir(name);
}

TempDir::TempDir(TempDir&& other) noexcept : path_(std::exchange(other.path_, {})) {}

TempDir& TempDir::operator=(TempDir&& other) noexcept {
    std::swap(path_, other.path_);
    return *this;
}

TempDir::~TempDir() {
    if (!path_.empty()) {
        // Nobody is left to tell; the next run does not depend on it.
        (void)remove_tree(path_);
    }
}

namespace {

using Directory = std::unique_ptr<DIR, int (*)(DIR*)>;

// The entries of the folder `name` under `parent`, made accessible first. Only descriptors and single
// names are used below the root, so neither PATH_MAX nor a link put in the way can lead elsewhere.
Result<Directory> open_directory(int parent, const char* name) {
    UniqueFd fd(::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!fd && errno == EACCES && ::fchmodat(parent, name, S_IRWXU, 0) == 0) {
        fd = UniqueFd(::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    }
    if (!fd) {
        return last_error(std::string("open the folder ") + name);
    }
    (void)::fchmod(fd.get(), S_IRWXU);
    DIR* stream = ::fdopendir(fd.get());
    if (stream == nullptr) {
        return last_error(std::string("read the folder ") + name);
    }
    (void)fd.release();
    return Directory(stream, ::closedir);
}

std::vector<std::string> names_in(DIR* directory) {
    std::vector<std::string> names;
    while (const dirent* entry = ::readdir(directory)) {
        if (std::strcmp(entry->d_name, ".") != 0 && std::strcmp(entry->d_name, "..") != 0) {
            names.emplace_back(entry->d_name);
        }
    }
    return names;
}

// Empties a folder of everything but sub-folders, and returns those.
std::vector<std::string> unlink_files(DIR* directory) {
    std::vector<std::string> folders;
    const int fd = ::dirfd(directory);
    for (std::string& name : names_in(directory)) {
        if (::unlinkat(fd, name.c_str(), 0) < 0 && (errno == EISDIR || errno == EPERM)) {
            folders.push_back(std::move(name));
        }
    }
    return folders;
}

// A folder of folders is flattened: each grandchild moves up to the root under a fresh number, so that depth
// never grows beyond two, however deep a program nested them.
void remove_contents(DIR* root) {
    const int root_fd = ::dirfd(root);
    std::vector<std::string> folders = unlink_files(root);
    unsigned long fresh = 0;
    while (!folders.empty()) {
        const std::string name = std::move(folders.back());
        folders.pop_back();
        if (auto directory = open_directory(root_fd, name.c_str())) {
            for (const std::string& child : unlink_files(directory->get())) {
                std::string moved;
                do {
                    moved = ".gilkit-remove-" + std::to_string(fresh++);
                } while (::faccessat(root_fd, moved.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) == 0);
                // Moving a folder rewrites its "..", for which it must be writable.
                [[maybe_unused]] const int ignored =
                    ::fchmodat(::dirfd(directory->get()), child.c_str(), S_IRWXU, 0);
                if (::renameat(::dirfd(directory->get()), child.c_str(), root_fd, moved.c_str()) == 0) {
                    folders.push_back(moved);
                }
            }
        }
        (void)::unlinkat(root_fd, name.c_str(), AT_REMOVEDIR);
    }
}

} // namespace

Result<void> remove_tree(const std::filesystem::path& path) {
    if (auto directory = open_directory(AT_FDCWD, path.c_str())) {
        remove_contents(directory->get());
    }
    if (::rmdir(path.c_str()) < 0 && errno != ENOENT) {
        return last_error("remove " + path.string());
    }
    return {};
}

} // namespace gilkit::os
