// Objects of CPython in another process: str, int, dict, and what an instance or a module has as attributes.
//
// The target runs on while we read, so an object may be gone, half changed, or another one by the time it is
// looked at. Everything here says nullopt where that can be seen: what has the wrong type, what is larger
// than anybody makes it, what can't be read. What can't be seen (a str that was freed and replaced by another
// one) the caller has to expect.
//
// The structures are those of 64-bit builds: Include/cpython/{unicodeobject,dictobject,object}.h,
// Include/internal/pycore_{dict,object,long}.h, and for the keys of a dict before 3.11 Objects/dict-common.h.
#pragma once

#include "gil/layout.hpp"
#include "gil/memory.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gilkit::gil {

// Where an instance without a dict pointer of its own keeps its attributes.
enum class Instances : std::uint8_t {
    by_offset,     // to 3.10: each has a dict, at its type's tp_dictoffset
    values_before, // 3.11: PyDictValues*, a word before the place of the dict, if there is one
    tagged_before, // 3.12: either of the two in that place; an odd one is PyDictValues* less 1
    values_behind  // from 3.13 on: the values themselves, behind the object's head; or a dict in its place
};

// Offsets in bytes.
struct ObjectLayout {
    std::uint64_t head = 0;             // sizeof(PyObject)
    std::uint64_t type = 0;             // in PyObject
    std::uint64_t type_flags = 0;       // in PyTypeObject
    std::uint64_t type_dict_offset = 0; // likewise
    std::uint64_t type_cached_keys = 0; // in PyHeapTypeObject: the names of its instances' attributes
    std::uint64_t str_length = 0;
    std::uint64_t str_state = 0;
    unsigned str_kind_bit = 0;     // in that word: `kind` of three bits, then `compact`, then `ascii`
    std::uint64_t str_ascii = 0;   // sizeof(PyASCIIObject): the characters of an ASCII str
    std::uint64_t str_compact = 0; // sizeof(PyCompactUnicodeObject): those of another
    std::uint64_t int_size = 0;    // ob_size, or lv_tag
    std::uint64_t int_digits = 0;  // of 30 bits
    bool int_is_tagged = false;    // from 3.12 on: the number of digits lies above three bits
    std::uint64_t dict_keys = 0;
    std::uint64_t dict_values = 0;
    std::uint64_t keys_size = 0; // dk_size; where there are kinds, dk_log2_size
    std::uint64_t keys_used = 0; // dk_nentries
    std::uint64_t keys_indices = 0;
    std::optional<std::uint64_t> keys_kind; // dk_kind; before 3.11 there was one kind
    std::uint64_t values = 0;               // in PyDictValues
    Instances instances = Instances::by_offset;
    std::uint64_t managed_dict = 0; // so far before an instance is the place of its dict
};

struct KnownObjects {
    int minor = 0;
    bool free_threaded = false;
    ObjectLayout layout;
};

// The checked-in table: CPython 3.9 to 3.15, and the free-threaded builds of 3.13 and later.
std::span<const KnownObjects> all_known_objects();
std::optional<ObjectLayout> known_objects(Version version, bool free_threaded);

class Objects {
public:
    struct Item {
        std::uint64_t key = 0; // addresses of objects
        std::uint64_t value = 0;
        bool operator==(const Item&) const = default;
    };
    using Items = std::vector<Item>;
    // Where the keys lay that were found before: most keys are made once and shared by all dicts. It may
    // outlive the reader; what it says is checked before it is believed.
    using KnownKeys = std::map<std::string, std::uint64_t, std::less<>>;

    Objects(const Memory& memory, const ObjectLayout& layout, KnownKeys& known_keys)
        : memory_(memory), layout_(layout), known_keys_(known_keys) {}

    // In the order in which they were put in, the first few thousand.
    std::optional<Items> items(std::uint64_t dict);
    // Those that an instance or a module has itself; its type's are not among them.
    std::optional<Items> attributes(std::uint64_t object);
    // The value with that ASCII key; nullopt, too, where there is none.
    std::optional<std::uint64_t> find(const Items& items, std::string_view key);
    // The first `most` characters, in UTF-8; control characters become U+FFFD. Of a subclass's instance
    // nothing.
    std::optional<std::string> text(std::uint64_t str, std::size_t most);
    // One that is not negative and below 2^60.
    std::optional<std::uint64_t> number(std::uint64_t integer);

    // How often memory was read so far; many pages count as many.
    std::size_t reads() const { return reads_; }

private:
    struct Str {
        std::uint64_t characters = 0; // their address
        std::size_t length = 0;
        unsigned bytes_each = 0;
        bool ascii = false;
    };
    struct Keys;

    // False, too, when there were so many reads that nobody would be served by more.
    bool get(std::uint64_t address, std::span<std::byte> bytes);
    template<typename T>
    std::optional<T> get(std::uint64_t address) {
        T value{};
        return get(address, std::as_writable_bytes(std::span(&value, 1))) ? std::optional(value)
                                                                          : std::nullopt;
    }
    // The value that lies so far into `bytes`.
    template<typename T>
    static T at(std::span<const std::byte> bytes, std::uint64_t offset) {
        T value{};
        const auto part = bytes.subspan(offset, sizeof value);
        std::memcpy(&value, part.data(), sizeof value);
        return value;
    }
    std::optional<std::vector<std::uint64_t>> words(std::uint64_t address, std::size_t count);
    // tp_flags; they are read once.
    std::optional<std::uint64_t> flags_of(std::uint64_t type);
    bool has_type(std::uint64_t type, std::uint64_t flag);
    std::optional<Str> str(std::uint64_t address);
    bool spells(std::uint64_t str, std::string_view text);
    std::optional<Keys> keys(std::uint64_t address);
    std::optional<Items> entries(const Keys& keys);
    std::optional<Items> split(std::uint64_t keys, std::uint64_t values);
    std::optional<Items> managed(std::uint64_t object, std::uint64_t type, std::uint64_t flags);

    const Memory& memory_;
    const ObjectLayout& layout_;
    KnownKeys& known_keys_;
    std::map<std::uint64_t, std::optional<std::uint64_t>> flags_;
    std::size_t reads_ = 0;
};

} // namespace gilkit::gil
