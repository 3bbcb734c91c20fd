// Feeds made-up memory to whatever reads another process's runtime. Nothing in it may crash, hang or be
// believed to have threads that the kernel does not know.
#include "gil/image.hpp"
#include "gil/objects.hpp"
#include "gil/runtime.hpp"
#include "gil/thread_names.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
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
        for (std::size_t done = 0; done < bytes.size();) {
            const std::size_t from = (address + done) % data_.size();
            const std::size_t length = std::min(bytes.size() - done, data_.size() - from);
            std::memcpy(bytes.data() + done, data_.data() + from, length);
            done += length;
        }
        return {};
    }

private:
    std::span<const std::uint8_t> data_;
};

// A hundred characters of four bytes each at most, none of them a control character.
void check_name(const std::string& name) {
    constexpr std::size_t most_bytes = 400;
    constexpr unsigned char first_printable = 0x20;
    const bool controls = std::ranges::any_of(
        name, [](char each) { return static_cast<unsigned char>(each) < first_printable; });
    if (name.size() > most_bytes || controls) {
        std::abort();
    }
}

// Every address as every kind of object.
void read_corrupt_objects(const Memory& memory, std::size_t size) {
    constexpr std::uint64_t stride = 8;
    constexpr std::size_t longest = 100;
    for (const KnownObjects& known : all_known_objects()) {
        Objects::KnownKeys known_keys;
        Objects objects(memory, known.layout, known_keys);
        for (std::uint64_t address = 64; address < std::min<std::uint64_t>(size, 4096); address += stride) {
            check_name(objects.text(address, longest).value_or(""));
            if (objects.number(address).value_or(0) >> 60U != 0) {
                std::abort();
            }
            for (const auto& items : {objects.items(address), objects.attributes(address)}) {
                (void)objects.find(items.value_or(Objects::Items{}), "_name");
            }
        }
    }
}

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
            const auto named = ThreadNames().read(memory, *runtime, {tids.begin(), tids.end()}, tids.front());
            for (const auto& [tid, name] : named.names) {
                check_name(name);
            }
        }
    }
    read_corrupt_objects(memory, data.size());
    std::vector<std::uint64_t> words(data.size() / sizeof(std::uint64_t));
    if (!words.empty()) {
        std::memcpy(words.data(), data.data(), words.size() * sizeof(std::uint64_t));
    }
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
