// File descriptors with one owner, and the loops around read and write that EINTR and short counts ask for.
#pragma once

#include "os/error.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace gilkit::os {

class UniqueFd {
public:
    UniqueFd() = default;
    explicit UniqueFd(int fd) : fd_(fd) {}
    UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    UniqueFd& operator=(UniqueFd&& other) noexcept;
    UniqueFd(const UniqueFd&) = delete;
    UniqueFd& operator=(const UniqueFd&) = delete;
    ~UniqueFd() { reset(); }

    int get() const { return fd_; }
    explicit operator bool() const { return fd_ >= 0; }
    int release() { return std::exchange(fd_, -1); }
    void reset();

private:
    int fd_ = -1;
};

struct Pipe {
    UniqueFd read_end;
    UniqueFd write_end;
};

// Both ends are close-on-exec.
Result<Pipe> make_pipe();

// A connected pair of stream sockets, both close-on-exec.
Result<std::pair<UniqueFd, UniqueFd>> make_socket_pair();

// Opens an existing file for writing, whatever its kind; nothing is truncated.
Result<UniqueFd> open_for_writing(const std::filesystem::path& path);

// Sets O_NONBLOCK.
Result<void> set_nonblocking(int fd);

// Writes everything, whatever the kernel takes at once. EAGAIN is returned as an error. A peer that is
// gone is EPIPE, never SIGPIPE, when `fd` is a socket.
Result<void> write_all(int fd, std::string_view data);

// Reads a file that the kernel makes up while it is read, such as those in /proc; at most `max` bytes.
Result<std::string> read_small_file(const std::filesystem::path& path, std::size_t max = 1U << 16U);

enum class LastLink : std::uint8_t { followed, refused };

// Reads a regular file of at most `max` bytes. A directory, device, FIFO or socket is refused without
// being waited for; so is a larger file (EFBIG), and, where that is asked for, a symbolic link (ELOOP).
Result<std::string> read_regular_file(const std::filesystem::path& path, std::size_t max,
                                      LastLink link = LastLink::followed);

// Publishes `data` under `path`: written beside it, flushed to disk, then renamed over it, so that a reader
// sees the old file or the new one and a full disk loses neither.
Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view data);

// The same, unless there is a file of that name already: then that one stays, and it is false. Of several
// that write at the same time, on several machines even, one is the first.
Result<bool> write_file_once(const std::filesystem::path& path, std::string_view data);

// Whether write_file_atomically() could make its file there: makes one and removes it.
Result<void> try_write_beside(const std::filesystem::path& path);

} // namespace gilkit::os
