// Dicts, and the attributes that instances keep in them or instead of them.
#include "gil/objects.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <span>

namespace gilkit::gil {

namespace {

constexpr std::uint64_t word = 8;

// Far more than a program has threads, or modules before `threading`.
constexpr std::uint64_t most_items = 4096;
// A hash table of more is no table.
constexpr std::uint64_t greatest_log2_size = 40;

// tp_flags (Include/object.h)
constexpr std::uint64_t inline_values_flag = 1U << 2U; // from 3.13 on
constexpr std::uint64_t managed_dict_flag = 1U << 4U;  // from 3.11 on
constexpr std::uint64_t heap_type_flag = 1U << 9U;
constexpr std::uint64_t dict_flag = 1U << 29U;

// dk_kind
constexpr std::uint8_t general_keys = 0;
constexpr std::uint8_t split_keys = 2;

} // namespace

// The beginning of a PyDictKeysObject. Behind it stands the hash table, and behind that the entries.
struct Objects::Keys {
    std::uint64_t entries = 0; // their address
    std::uint64_t used = 0;    // those that are in use or were
    std::uint8_t kind = general_keys;
};

std::optional<Objects::Keys> Objects::keys(std::uint64_t address) {
    std::array<std::byte, 64> bytes{};
    if (!get(address, std::span(bytes).first(layout_.keys_indices))) {
        return std::nullopt;
    }
    Keys keys;
    std::uint64_t log2_size = at<std::uint8_t>(bytes, layout_.keys_size);
    if (layout_.keys_kind) {
        keys.kind = at<std::uint8_t>(bytes, *layout_.keys_kind);
    } else {
        const auto size = at<std::uint64_t>(bytes, layout_.keys_size);
        if (!std::has_single_bit(size)) {
            return std::nullopt;
        }
        log2_size = static_cast<std::uint64_t>(std::countr_zero(size));
    }
    keys.used = at<std::uint64_t>(bytes, layout_.keys_used);
    // USABLE_FRACTION; an index has as many bytes as it takes to count that far and to say "none".
    if (log2_size > greatest_log2_size || keys.used > (std::uint64_t{2} << log2_size) / 3 ||
        keys.kind > split_keys) {
        return std::nullopt;
    }
    const std::uint64_t index_bytes = log2_size < 8 ? 1 : log2_size < 16 ? 2 : log2_size < 32 ? 4 : 8;
    keys.entries = address + layout_.keys_indices + (index_bytes << log2_size);
    keys.used = std::min(keys.used, most_items);
    return keys;
}

// Values are null where the entry was deleted, and in keys that several dicts share.
std::optional<Objects::Items> Objects::entries(const Keys& keys) {
    const std::size_t entry_words = keys.kind == general_keys ? 3 : 2; // hash, key, value
    const auto all = words(keys.entries, keys.used * entry_words);
    if (!all) {
        return std::nullopt;
    }
    Items items;
    for (std::size_t i = entry_words; i <= all->size(); i += entry_words) {
        items.push_back({(*all)[i - 2], (*all)[i - 1]});
    }
    return items;
}

std::optional<Objects::Items> Objects::split(std::uint64_t keys_address, std::uint64_t values) {
    const auto shared = keys(keys_address);
    // Keys for values elsewhere are of their own kind, where there are kinds.
    if (!shared || (layout_.keys_kind && shared->kind != split_keys)) {
        return std::nullopt;
    }
    auto items = entries(*shared);
    const auto all = words(values + layout_.values, shared->used);
    if (!items || !all) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < items->size(); ++i) {
        (*items)[i].value = (*all)[i];
    }
    std::erase_if(*items, [](const Item& item) { return item.key == 0 || item.value == 0; });
    return items;
}

std::optional<Objects::Items> Objects::items(std::uint64_t dict) {
    const auto type = get<std::uint64_t>(dict + layout_.type);
    if (!type || !has_type(*type, dict_flag)) {
        return std::nullopt;
    }
    const auto tables = words(dict + layout_.dict_keys, 2); // ma_keys, ma_values
    if (!tables) {
        return std::nullopt;
    }
    if (tables->back() != 0) {
        return split(tables->front(), tables->back());
    }
    const auto own = keys(tables->front());
    if (!own || own->kind == split_keys) {
        return std::nullopt;
    }
    auto items = entries(*own);
    if (items) {
        std::erase_if(*items, [](const Item& item) { return item.key == 0 || item.value == 0; });
    }
    return items;
}

std::optional<Objects::Items> Objects::attributes(std::uint64_t object) {
    const auto type = get<std::uint64_t>(object + layout_.type);
    const auto flags = type ? flags_of(*type) : std::nullopt;
    if (!flags) {
        return std::nullopt;
    }
    if (layout_.instances != Instances::by_offset && (*flags & managed_dict_flag) != 0) {
        return managed(object, *type, *flags);
    }
    constexpr std::int64_t greatest_offset = 1 << 16;
    const auto offset = get<std::int64_t>(*type + layout_.type_dict_offset);
    if (!offset || *offset <= 0 || *offset > greatest_offset) {
        return std::nullopt; // none, or (rare, for a thread) one that is counted from the object's end
    }
    const auto dict = get<std::uint64_t>(object + static_cast<std::uint64_t>(*offset));
    return dict ? items(*dict) : std::nullopt;
}

std::optional<Objects::Items> Objects::managed(std::uint64_t object, std::uint64_t type,
                                               std::uint64_t flags) {
    const auto before = words(object - layout_.managed_dict - word, 2);
    if (!before) {
        return std::nullopt;
    }
    std::uint64_t dict = before->back();
    std::uint64_t values = 0;
    switch (layout_.instances) {
    case Instances::values_before:
        values = dict == 0 ? before->front() : 0;
        break;
    case Instances::tagged_before:
        values = dict % 2 == 1 ? dict + 1 : 0;
        break;
    case Instances::values_behind:
        if (dict == 0 && (flags & inline_values_flag) != 0) {
            values = object + layout_.head;
            const auto head = get<std::array<std::uint8_t, 4>>(values); // capacity, size, embedded, valid
            if (!head || (*head)[3] != 1) {
                return std::nullopt;
            }
        }
        break;
    case Instances::by_offset:
        return std::nullopt;
    }
    if (values == 0) {
        return items(dict);
    }
    const auto keys_address =
        (flags & heap_type_flag) != 0 ? get<std::uint64_t>(type + layout_.type_cached_keys) : std::nullopt;
    return keys_address ? split(*keys_address, values) : std::nullopt;
}

} // namespace gilkit::gil
