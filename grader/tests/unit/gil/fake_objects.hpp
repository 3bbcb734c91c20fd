// Objects as CPython would lay them out, in made-up memory.
#pragma once

#include "gil/fake_memory.hpp"
#include "gil/objects.hpp"

#include <bit>
#include <string_view>
#include <utility>
#include <vector>

namespace gilkit::gil::test {

using Pairs = std::vector<std::pair<std::uint64_t, std::uint64_t>>; // addresses of keys and values

struct FakeObjects {
    FakeObjects(FakeMemory& in, const ObjectLayout& as) : memory(in), layout(as) {
        str_type = type(1U << 28U, 0);
        int_type = type(1U << 24U, 0);
        dict_type = type(1U << 29U, 0);
        module_type = type(0, static_cast<std::int64_t>(layout.head));
    }

    std::uint64_t allocate(std::size_t bytes) {
        const std::uint64_t head = 64; // what may stand before an object, too
        const std::uint64_t address = next + head;
        for (std::uint64_t i = 0; i < head + bytes + 32; i += 8) {
            memory.put<std::uint64_t>(next + i, 0);
        }
        next = (address + bytes + 32 + 63) / 64 * 64;
        return address;
    }

    std::uint64_t type(std::uint64_t flags, std::int64_t dict_offset, std::uint64_t cached_keys = 0) {
        const std::uint64_t address = allocate(0);
        next += 1024; // of which nothing else is there
        memory.put(address + layout.type_flags, flags);
        memory.put(address + layout.type_dict_offset, dict_offset);
        memory.put(address + layout.type_cached_keys, cached_keys);
        return address;
    }

    // Of characters with so many bytes each.
    template<typename Character>
    std::uint64_t str(const std::vector<Character>& characters, bool ascii) {
        const std::uint64_t head = ascii ? layout.str_ascii : layout.str_compact;
        const std::uint64_t address = allocate(head + (characters.size() * sizeof(Character)));
        memory.put(address + layout.type, str_type);
        memory.put(address + layout.str_length, std::uint64_t{characters.size()});
        memory.put(address + layout.str_state,
                   (static_cast<std::uint32_t>(sizeof(Character)) | 8U | (ascii ? 16U : 0U))
                       << layout.str_kind_bit);
        for (std::size_t i = 0; i < characters.size(); ++i) {
            memory.put(address + head + (i * sizeof(Character)), characters[i]);
        }
        return address;
    }
    std::uint64_t str(std::string_view ascii) {
        return str(std::vector<std::uint8_t>(ascii.begin(), ascii.end()), true);
    }

    std::uint64_t number(std::uint64_t value) {
        const std::uint64_t address = allocate(48);
        const std::uint64_t digits = value == 0 ? 0 : value >> 30U == 0 ? 1 : 2;
        memory.put(address + layout.type, int_type);
        memory.put(address + layout.int_size,
                   layout.int_is_tagged ? (digits << 3U) | (value == 0 ? 1U : 0U) : digits);
        memory.put(address + layout.int_digits, static_cast<std::uint32_t>(value & 0x3fffffffU));
        memory.put(address + layout.int_digits + 4, static_cast<std::uint32_t>(value >> 30U));
        return address;
    }

    // PyDictKeysObject; `kind` is dk_kind, which there is from 3.11 on.
    std::uint64_t keys(const Pairs& pairs, std::uint8_t kind) {
        std::uint64_t log2_size = 3;
        while ((std::uint64_t{2} << log2_size) / 3 < pairs.size()) {
            ++log2_size;
        }
        const std::uint64_t indices = std::uint64_t{log2_size < 8 ? 1U : 2U} << log2_size;
        const std::uint64_t address = allocate(layout.keys_indices + indices + (pairs.size() * 24));
        if (layout.keys_kind) {
            memory.put(address + layout.keys_size, static_cast<std::uint8_t>(log2_size));
            memory.put(address + *layout.keys_kind, kind);
        } else {
            memory.put(address + layout.keys_size, std::uint64_t{1} << log2_size);
        }
        memory.put(address + layout.keys_used, std::uint64_t{pairs.size()});
        std::uint64_t entry = address + layout.keys_indices + indices;
        const bool has_hash = !layout.keys_kind || kind == 0;
        for (const auto& [key, value] : pairs) {
            entry += has_hash ? 8 : 0;
            memory.put(entry, key);
            memory.put(entry + 8, value);
            entry += 16;
        }
        return address;
    }

    std::uint64_t dict(std::uint64_t keys, std::uint64_t values) {
        const std::uint64_t address = allocate(64);
        memory.put(address + layout.type, dict_type);
        memory.put(address + layout.dict_keys, keys);
        memory.put(address + layout.dict_values, values);
        return address;
    }
    std::uint64_t dict(const Pairs& pairs, std::uint8_t kind = 0) { return dict(keys(pairs, kind), 0); }
    std::uint64_t names(const Pairs& pairs) { return dict(pairs, 1); }

    std::uint64_t shared_keys(const Pairs& pairs) {
        Pairs without_values = pairs;
        for (auto& pair : without_values) {
            pair.second = 0;
        }
        return keys(without_values, 2);
    }
    void put_values(std::uint64_t at, const Pairs& pairs) {
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            memory.put(at + layout.values + (i * 8), pairs[i].second);
        }
    }
    std::uint64_t values(const Pairs& pairs) {
        const std::uint64_t address = allocate(8 + (pairs.size() * 8));
        put_values(address, pairs);
        return address;
    }

    std::uint64_t module(std::uint64_t dict) {
        const std::uint64_t address = allocate(layout.head + 8);
        memory.put(address + layout.type, module_type);
        memory.put(address + layout.head, dict);
        return address;
    }

    // An instance of a class, as it is when nobody asked for its __dict__.
    std::uint64_t instance(const Pairs& pairs) {
        const std::uint64_t address = allocate(layout.head + 16 + (pairs.size() * 8));
        const std::uint64_t dict_place = address - layout.managed_dict;
        const bool inline_values = layout.instances == Instances::values_behind;
        const std::uint64_t flags = (1U << 9U) | (1U << 4U) | (inline_values ? 1U << 2U : 0U);
        const std::uint64_t keys_of_class = shared_keys(pairs);
        const std::uint64_t own_type =
            layout.instances == Instances::by_offset
                ? type(1U << 9U, static_cast<std::int64_t>(layout.head), keys_of_class)
                : type(flags, -1, keys_of_class);
        memory.put(address + layout.type, own_type);
        switch (layout.instances) {
        case Instances::by_offset:
            memory.put(address + layout.head, dict(keys_of_class, values(pairs)));
            break;
        case Instances::values_before:
            memory.put(dict_place - 8, values(pairs));
            break;
        case Instances::tagged_before:
            memory.put(dict_place, values(pairs) - 1);
            break;
        case Instances::values_behind:
            memory.put(address + layout.head, std::uint32_t{0x01010000U}); // embedded, valid
            put_values(address + layout.head, pairs);
            break;
        }
        return address;
    }
    // The same when somebody did, and added to it.
    std::uint64_t instance_with_dict(const Pairs& pairs) {
        const std::uint64_t address = instance({});
        const std::uint64_t dict_place = address - layout.managed_dict;
        memory.put(layout.instances == Instances::by_offset ? address + layout.head : dict_place,
                   names(pairs));
        if (layout.instances == Instances::values_before) {
            memory.put<std::uint64_t>(dict_place - 8, 0);
        }
        return address;
    }

    FakeMemory& memory;
    ObjectLayout layout;
    std::uint64_t next = 0x1000000;
    std::uint64_t str_type = 0;
    std::uint64_t int_type = 0;
    std::uint64_t dict_type = 0;
    std::uint64_t module_type = 0;
};

} // namespace gilkit::gil::test
