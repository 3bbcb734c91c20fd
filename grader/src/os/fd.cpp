#include "os/fd.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdio>

namespace gilkit::os {

UniqueFd& UniqueFd::operator=(UniqueFd&& other) noexcept {
    if (this != &other) {
        reset();
        fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
}

void UniqueFd::reset() {
    // Linux releases the number even when close() reports EINTR: closing again could hit a stranger.
    if (const int fd = std::exchange(fd_, -1); fd >= 0) {
        ::close(fd);
    }
}

Result<Pipe> make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) < 0) {
        return last_error("pipe");
    }
    return Pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
}

Result<std::pair<UniqueFd, UniqueFd>> make_socket_pair() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) < 0) {
        return last_error("socketpair");
    }
    return std::pair{UniqueFd(ends[0]), UniqueFd(ends[1])};
}

Result<void> set_nonblocking(int fd) {
    const int flags = ::fcntl(fd, F_GETFL);
    if (flags < 0 || ::fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0) {
        return last_error("fcntl");
    }
    return {};
}

Result<void> write_all(int fd, std::string_view data) {
    while (!data.empty()) {
        ssize_t count = ::send(fd, data.data(), data.size(), MSG_NOSIGNAL);
        if (count < 0 && errno == ENOTSOCK) {
            count = ::write(fd, data.data(), data.size());
        }
        if (count < 0) {
            if (errno == EINTR) {
                continue;
            }
            return last_error("write");
        }
        data.remove_prefix(static_cast<std::size_t>(count));
    }
    return {};
}

namespace {

Result<std::string> read_up_to(int fd, std::size_t max, const std::string& what) {
    std::string data;
    std::array<char, 8192> chunk{};
    for (;;) {
        const ssize_t count = ::read(fd, chunk.data(), chunk.size());
        if (count < 0) {
            if (errno == EINTR) {
                continue;
            }
            return last_error("read " + what);
        }
        if (count == 0) {
            return data;
        }
        if (data.size() + static_cast<std::size_t>(count) > max) {
            return tl::unexpected(Error{EFBIG, "read " + what});
        }
        data.append(chunk.data(), static_cast<std::size_t>(count));
    }
}

Result<UniqueFd> open_file(const std::filesystem::path& path, int flags) {
    for (;;) {
        UniqueFd fd(::open(path.c_str(), O_CLOEXEC | flags));
        if (fd) {
            return fd;
        }
        if (errno != EINTR) {
            return last_error("open " + path.string());
        }
    }
}

} // namespace

Result<UniqueFd> open_for_writing(const std::filesystem::path& path) {
    return open_file(path, O_WRONLY | O_NOCTTY);
}

Result<std::string> read_small_file(const std::filesystem::path& path, std::size_t max) {
    return open_file(path, O_RDONLY).and_then([&](const UniqueFd& fd) {
        return read_up_to(fd.get(), max, path.string());
    });
}

Result<std::string> read_regular_file(const std::filesystem::path& path, std::size_t max, LastLink link) {
    // O_NONBLOCK: opening a FIFO would otherwise wait for somebody to write into it.
    auto fd =
        open_file(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | (link == LastLink::refused ? O_NOFOLLOW : 0));
    if (!fd) {
        return tl::unexpected(fd.error());
    }
    struct stat status {};
    if (::fstat(fd->get(), &status) < 0) {
        return last_error("stat " + path.string());
    }
    if (!S_ISREG(status.st_mode)) {
        return tl::unexpected(Error{S_ISDIR(status.st_mode) ? EISDIR : EINVAL, "read " + path.string()});
    }
    return read_up_to(fd->get(), max, path.string());
}

Result<void> try_write_beside(const std::filesystem::path& path) {
    std::string temporary = path.string() + ".XXXXXX";
    const UniqueFd fd(::mkostemp(temporary.data(), O_CLOEXEC));
    if (!fd) {
        return last_error("create a file beside " + path.string());
    }
    // A file's name may find room where its contents don't.
    const std::string some(std::size_t{64} << 10U, '\0');
    auto written = write_all(fd.get(), some);
    ::unlink(temporary.c_str());
    return written;
}

namespace {

// What `publish` returns for a whole file beside `path`, which is gone afterwards unless it was renamed.
template<typename Publish>
auto publish_whole_file(const std::filesystem::path& path, std::string_view data, const Publish& publish)
    -> decltype(publish("")) {
    std::string temporary = path.string() + ".XXXXXX";
    UniqueFd fd(::mkostemp(temporary.data(), O_CLOEXEC));
    if (!fd) {
        return last_error("create a file beside " + path.string());
    }
    const auto write_whole = [&]() -> Result<void> {
        if (auto written = write_all(fd.get(), data); !written) {
            return tl::unexpected(Error{written.error().code, "write " + temporary});
        }
        // mkostemp makes files for the owner's eyes only; a published file is readable as usual.
        const mode_t mask = ::umask(0);
        ::umask(mask);
        if (::fchmod(fd.get(), 0666U & ~mask) < 0 || ::fsync(fd.get()) < 0) {
            return last_error("write " + temporary);
        }
        return {};
    };
    if (auto written = write_whole(); !written) {
        ::unlink(temporary.c_str());
        return tl::unexpected(written.error());
    }
    auto published = publish(temporary.c_str());
    if (!published) {
        ::unlink(temporary.c_str());
    }
    return published;
}

} // namespace

Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view data) {
    return publish_whole_file(path, data, [&](const char* temporary) -> Result<void> {
        if (::rename(temporary, path.c_str()) < 0) {
            return last_error("rename to " + path.string());
        }
        return {};
    });
}

Result<bool> write_file_once(const std::filesystem::path& path, std::string_view data) {
    return publish_whole_file(path, data, [&](const char* temporary) -> Result<bool> {
        // rename() would put the second file in the place of the first. Network file systems know link().
        const bool is_first = ::link(temporary, path.c_str()) == 0;
        if (!is_first && errno != EEXIST) {
            return last_error("link to " + path.string());
        }
        ::unlink(temporary);
        return is_first;
    });
}

} // namespace gilkit::os
