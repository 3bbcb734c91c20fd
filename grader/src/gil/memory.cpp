#include "gil/memory.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace gilkit::gil {

namespace {

MemoryFault fault_of(int error) {
    switch (error) {
    case ESRCH:
    case ENOENT:
        return MemoryFault::gone;
    case EPERM:
    case EACCES:
        return MemoryFault::denied;
    case ENOSYS:
    case ENOMEM:
        return MemoryFault::unavailable;
    default: // EFAULT; EIO and EINVAL from /proc/PID/mem
        return MemoryFault::unmapped;
    }
}

tl::unexpected<MemoryError> failure(int error, std::uint64_t address) {
    return tl::unexpected(MemoryError{fault_of(error), address});
}

} // namespace

std::string MemoryError::to_string() const {
    switch (fault) {
    case MemoryFault::gone:
        return "the process has ended";
    case MemoryFault::denied:
        return "this user may not read the memory of the process";
    case MemoryFault::unavailable:
        return "the memory of other processes can't be read here (process_vm_readv, /proc/PID/mem)";
    case MemoryFault::unmapped:
        break;
    }
    return fmt::format("nothing is mapped at {:#x}", address);
}

tl::expected<void, MemoryError> RemoteMemory::read(std::uint64_t address, std::span<std::byte> bytes) const {
    if (by_file_) {
        return read_file(address, bytes);
    }
    // A read that begins well and meets a hole is cut short; the next round says why.
    for (std::size_t done = 0; done < bytes.size();) {
        const iovec local{bytes.data() + done, bytes.size() - done};
        // An address of another process: nothing here may follow it.
        const iovec remote{reinterpret_cast<void*>(address + done), bytes.size() - done}; // NOLINT
        const ssize_t count = ::process_vm_readv(pid_, &local, 1, &remote, 1, 0);
        if (count > 0) {
            done += static_cast<std::size_t>(count);
            continue;
        }
        const int error = count == 0 ? EFAULT : errno;
        if (error == ENOSYS || error == EPERM) {
            auto by_file = read_file(address, bytes);
            by_file_ = by_file.has_value();
            return by_file;
        }
        return failure(error, address + done);
    }
    return {};
}

tl::expected<void, MemoryError> RemoteMemory::read_file(std::uint64_t address,
                                                        std::span<std::byte> bytes) const {
    if (!file_) {
        file_ = os::UniqueFd(::open(fmt::format("/proc/{}/mem", pid_).c_str(), O_RDONLY | O_CLOEXEC));
        if (!file_) {
            return failure(errno, address);
        }
    }
    for (std::size_t done = 0; done < bytes.size();) {
        const ssize_t count = ::pread(file_.get(), bytes.data() + done, bytes.size() - done,
                                      static_cast<off_t>(address + done));
        if (count > 0) {
            done += static_cast<std::size_t>(count);
        } else if (count == 0) {
            file_.reset(); // the program whose memory it was is gone; the next read opens its successor's
            return failure(ESRCH, address);
        } else if (errno != EINTR) {
            return failure(errno, address + done);
        }
    }
    return {};
}

} // namespace gilkit::gil
