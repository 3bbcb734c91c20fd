// The memory of another process, read only.
//
// The target keeps running: two reads may see two different moments, and any pointer may be stale by the time
// it is followed. Whoever reads must check what was read before believing it.
#pragma once

#include "os/fd.hpp"

#include <tl/expected.hpp>

#include <sys/types.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <type_traits>

namespace gilkit::gil {

enum class MemoryFault {
    gone,       // the process has ended, or became another program
    denied,     // we may not look into it
    unmapped,   // nothing is at that address
    unavailable // this kernel, or a filter around us, offers no way to read it
};

struct MemoryError {
    MemoryFault fault = MemoryFault::unmapped;
    std::uint64_t address = 0;

    std::string to_string() const;
};

class Memory {
public:
    Memory() = default;
    Memory(const Memory&) = delete;
    Memory& operator=(const Memory&) = delete;
    virtual ~Memory() = default;

    // All of `bytes`, from `address` on, or an error.
    virtual tl::expected<void, MemoryError> read(std::uint64_t address, std::span<std::byte> bytes) const = 0;

    template<typename T>
    tl::expected<T, MemoryError> read(std::uint64_t address) const {
        static_assert(std::is_trivially_copyable_v<T>);
        T value{};
        if (auto done = read(address, std::as_writable_bytes(std::span(&value, 1))); !done) {
            return tl::unexpected(done.error());
        }
        return value;
    }
};

// Reads by process_vm_readv(2); where that is refused or missing, by /proc/PID/mem, which the same rights
// open and which some containers leave alone.
class RemoteMemory : public Memory {
public:
    explicit RemoteMemory(pid_t pid) : pid_(pid) {}
    using Memory::read;
    tl::expected<void, MemoryError> read(std::uint64_t address, std::span<std::byte> bytes) const override;

private:
    tl::expected<void, MemoryError> read_file(std::uint64_t address, std::span<std::byte> bytes) const;

    pid_t pid_;
    mutable bool by_file_ = false;
    mutable os::UniqueFd file_;
};

} // namespace gilkit::gil
