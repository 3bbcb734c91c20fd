// Feeds made-up memory to whatever reads another process's runtime. Nothing in it may crash, hang or be
// believed to have threads that the kernel does not know.
// cmake --preset fuzz && cmake --build --preset fuzz && build/fuzz/bin/fuzz_runtime -max_total_time=60
#include "gil/image.hpp"
#include "gil/runtime.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

namespace gilkit::gil {

namespace {

// Every address shows some of the bytes; which ones depends on the address. Some addresses show nothing.
class CorruptMemory : public Memory {
public:
    explicit CorruptMemory(std::span<const std::uint8_t> data) : data_(data) {}
    using Memory::read;

    tl::expected<void, MemoryError> read(std::uint64_t address, std::span<std::byte> bytes) const override {
        constexpr std::uint64_t unmapped_page = 13;
        if (data_.empty() || (address >> 12U) % 16 == unmapped_page) {
            return tl::unexpected(MemoryError{MemoryFault::unmapped, address});
        }
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            bytes[i] = static_cast<std::byte>(data_[(address + i) % data_.size()]);
        }
        return {};
    }

private:
    std::span<const std::uint8_t> data_;
};

void read_corrupt_runtime(std::span<const std::uint8_t> data) {
    const CorruptMemory memory(data);
    const std::vector<pid_t> tids{1000, 1001};
    for (const RuntimeAddress& at :
         {RuntimeAddress{"python", 0, 8}, RuntimeAddress{"python", 0, std::nullopt}}) {
        for (const int minor : {9, 10, 13}) {
            const auto runtime = Runtime::attach(memory, at, minor, tids);
            if (!runtime) {
                continue;
            }
            const auto states = runtime->threads(memory);
            const bool known = states && std::ranges::any_of(*states, [&](const ThreadState& state) {
                                   return std::ranges::find(tids, state.tid) != tids.end();
                               });
            if (!known) {
                std::abort(); // attached to something that it should not have believed
            }
            for (const ThreadState& state : *states) {
                (void)runtime->gil(memory, state.gil);
            }
        }
    }
    std::vector<std::uint64_t> words(data.size() / sizeof(std::uint64_t));
    std::memcpy(words.data(), data.data(), words.size() * sizeof(std::uint64_t));
    (void)parse_debug_offsets(words);
    const std::string text(data.begin(), data.end());
    (void)parse_maps(text);
    (void)minor_version_in(text);
}

} // namespace

} // namespace gilkit::gil

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    gilkit::gil::read_corrupt_runtime({data, size});
    return 0;
}
