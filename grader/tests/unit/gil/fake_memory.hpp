// Memory that a test makes up: a few words at addresses of its choice, and nothing anywhere else.
#pragma once

#include "gil/memory.hpp"

#include <cstdint>
#include <cstring>
#include <map>
#include <utility>

namespace gilkit::gil::test {

class FakeMemory : public Memory {
public:
    using Memory::read;

    template<typename T>
    void put(std::uint64_t address, T value) {
        std::array<std::byte, sizeof(T)> bytes{};
        std::memcpy(bytes.data(), &value, sizeof value);
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            bytes_[address + i] = bytes.at(i);
        }
    }

    tl::expected<void, MemoryError> read(std::uint64_t address, std::span<std::byte> bytes) const override {
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            const auto found = bytes_.find(address + i);
            if (found == bytes_.end()) {
                return tl::unexpected(MemoryError{MemoryFault::unmapped, address + i});
            }
            bytes[i] = found->second;
        }
        return {};
    }

    // Replaces the byte at the `index`th address that there is, counted from the lowest. What stood there
    // comes back.
    std::byte corrupt(std::size_t index, std::byte value) {
        return std::exchange(
            std::next(bytes_.begin(), static_cast<std::ptrdiff_t>(index % bytes_.size()))->second, value);
    }

private:
    std::map<std::uint64_t, std::byte> bytes_;
};

} // namespace gilkit::gil::test
