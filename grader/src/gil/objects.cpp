#include "gil/objects.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace gilkit::gil {

namespace {

constexpr std::array measured_objects{
#include "gil/layouts/objects.inc"
};

// What a thousand threads take is half of it; what leads in circles ends here.
constexpr std::size_t most_reads = 20'000;

// tp_flags (Include/object.h), the same in all versions that have them.
constexpr std::uint64_t int_flag = 1U << 24U;
constexpr std::uint64_t str_flag = 1U << 28U;

// False: no character of Unicode, or half of one.
bool append_utf8(std::string& text, std::uint32_t code) {
    constexpr std::uint32_t greatest = 0x10ffff;
    constexpr std::uint32_t replacement = 0xfffd;
    if (code > greatest || (code >= 0xd800 && code < 0xe000)) {
        return false;
    }
    if (code < 0x20 || (code >= 0x7f && code < 0xa0)) {
        code = replacement;
    }
    const auto put = [&](std::uint32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
    const auto put_rest = [&](unsigned shift) { put(0x80U | ((code >> shift) & 0x3fU)); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xc0U | (code >> 6U));
        put_rest(0);
    } else if (code < 0x10000) {
        put(0xe0U | (code >> 12U));
        put_rest(6);
        put_rest(0);
    } else {
        put(0xf0U | (code >> 18U));
        put_rest(12);
        put_rest(6);
        put_rest(0);
    }
    return true;
}

} // namespace

std::span<const KnownObjects> all_known_objects() {
    return measured_objects;
}

std::optional<ObjectLayout> known_objects(Version version, bool free_threaded) {
    const auto* const found =
        std::find_if(measured_objects.begin(), measured_objects.end(), [&](const KnownObjects& each) {
            return version.major == 3 && each.minor == version.minor && each.free_threaded == free_threaded;
        });
    return found == measured_objects.end() ? std::nullopt : std::optional(found->layout);
}

bool Objects::get(std::uint64_t address, std::span<std::byte> bytes) {
    constexpr std::size_t page_bytes = 4096;
    reads_ += 1 + (bytes.size() / page_bytes);
    return address != 0 && reads_ <= most_reads && memory_.read(address, bytes).has_value();
}

std::optional<std::vector<std::uint64_t>> Objects::words(std::uint64_t address, std::size_t count) {
    std::vector<std::uint64_t> all(count);
    return count == 0 || get(address, std::as_writable_bytes(std::span(all))) ? std::optional(std::move(all))
                                                                              : std::nullopt;
}

std::optional<std::uint64_t> Objects::flags_of(std::uint64_t type) {
    const auto [entry, is_new] = flags_.try_emplace(type);
    if (is_new) {
        entry->second = get<std::uint64_t>(type + layout_.type_flags);
    }
    return entry->second;
}

bool Objects::has_type(std::uint64_t type, std::uint64_t flag) {
    const auto flags = flags_of(type);
    return flags && (*flags & flag) != 0;
}

std::optional<Objects::Str> Objects::str(std::uint64_t address) {
    std::array<std::byte, 64> bytes{};
    if (!get(address, std::span(bytes).first(layout_.str_ascii)) ||
        !has_type(at<std::uint64_t>(bytes, layout_.type), str_flag)) {
        return std::nullopt;
    }
    const auto state = at<std::uint32_t>(bytes, layout_.str_state) >> layout_.str_kind_bit;
    const unsigned kind = state & 7U;
    const bool compact = (state & 8U) != 0;
    const bool ascii = (state & 16U) != 0;
    const auto length = at<std::int64_t>(bytes, layout_.str_length);
    if (!compact || length < 0 || (kind != 1 && (ascii || (kind != 2 && kind != 4)))) {
        return std::nullopt;
    }
    return Str{address + (ascii ? layout_.str_ascii : layout_.str_compact), static_cast<std::size_t>(length),
               kind, ascii};
}

std::optional<std::string> Objects::text(std::uint64_t str_address, std::size_t most) {
    const auto found = str(str_address);
    if (!found) {
        return std::nullopt;
    }
    std::vector<std::byte> bytes(std::min(found->length, most) * found->bytes_each);
    if (!bytes.empty() && !get(found->characters, bytes)) {
        return std::nullopt;
    }
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += found->bytes_each) {
        std::uint32_t code = 0;
        std::memcpy(&code, &bytes[i], found->bytes_each); // both machines are of one kind: little-endian
        if ((found->ascii && code >= 0x80) || !append_utf8(text, code)) {
            return std::nullopt;
        }
    }
    return text;
}

bool Objects::spells(std::uint64_t str_address, std::string_view text) {
    const auto found = str(str_address);
    if (!found || !found->ascii || found->length != text.size()) {
        return false; // the characters are worth reading for the right length only
    }
    std::string characters(text.size(), '\0');
    return get(found->characters, std::as_writable_bytes(std::span(characters))) && characters == text;
}

std::optional<std::uint64_t> Objects::find(const Items& items, std::string_view key) {
    if (const auto before = known_keys_.find(key); before != known_keys_.end()) {
        const auto same = std::ranges::find(items, before->second, &Item::key);
        if (same != items.end() && spells(same->key, key)) {
            return same->value;
        }
    }
    const auto found = std::ranges::find_if(items, [&](const Item& item) { return spells(item.key, key); });
    if (found == items.end()) {
        return std::nullopt;
    }
    known_keys_.insert_or_assign(std::string(key), found->key);
    return found->value;
}

std::optional<std::uint64_t> Objects::number(std::uint64_t integer) {
    constexpr unsigned digit_bits = 30;
    std::array<std::byte, 64> bytes{};
    // Two digits: CPython's allocator gives as much to the smallest of them.
    const auto two_digits = std::span(bytes).first(layout_.int_digits + (2 * sizeof(std::uint32_t)));
    if (!get(integer, two_digits) || !has_type(at<std::uint64_t>(bytes, layout_.type), int_flag)) {
        return std::nullopt;
    }
    auto size = at<std::uint64_t>(bytes, layout_.int_size);
    if (layout_.int_is_tagged) {
        constexpr std::uint64_t negative = 2;
        if ((size & 3U) == negative) {
            return std::nullopt;
        }
        size >>= 3U;
    }
    const std::uint64_t low = at<std::uint32_t>(bytes, layout_.int_digits);
    const std::uint64_t high = at<std::uint32_t>(bytes, layout_.int_digits + sizeof(std::uint32_t));
    if (size > 2 || low >> digit_bits != 0 || (size == 2 && high >> digit_bits != 0)) {
        return std::nullopt; // too many digits, a negative ob_size among them
    }
    return size == 0 ? 0 : size == 1 ? low : (high << digit_bits) | low;
}

} // namespace gilkit::gil
