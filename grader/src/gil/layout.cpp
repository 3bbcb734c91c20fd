#include "gil/layout.hpp"

#include <fmt/format.h>

#include <pthread.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace gilkit::gil {

namespace {

struct KnownLayout {
    int minor = 0;
    Layout layout;
};

constexpr std::array known_layouts{
#include "gil/layouts/table.inc"
};

// Indexes of words in _Py_DebugOffsets.
struct DebugWords {
    int minor;
    // Follows: sys.modules, sys.__dict__, builtins. Followed by: the embedded GIL, its `enabled`, `locked`,
    // `last_holder`.
    std::size_t interpreter_gil;
    std::size_t thread_next; // followed by: interp
    std::size_t pthread;     // followed by: native_thread_id
};
constexpr std::array debug_words{DebugWords{13, 14, 21, 24}, DebugWords{14, 15, 24, 27},
                                 DebugWords{15, 15, 24, 30}};
constexpr std::size_t version_word = 1;
constexpr std::size_t free_threaded_word = 2;
constexpr std::size_t interpreters_head_word = 5;
constexpr std::size_t interpreter_next_word = 8;
constexpr std::size_t threads_head_word = 9;

constexpr std::string_view cookie = "xdebugpy";

// Every structure is far smaller than this.
constexpr std::uint64_t sane_offset = 1U << 20U;

// `locked` is followed by switch_number, and that by two pairs of condition and mutex.
void place_waits(GilLayout& gil) {
    constexpr std::uint64_t pair_bytes = sizeof(pthread_cond_t) + sizeof(pthread_mutex_t);
    gil.switch_number = gil.locked + 8;
    gil.wait_begin = gil.switch_number + 8;
    gil.yield_begin = gil.wait_begin + pair_bytes;
    gil.end = gil.yield_begin + pair_bytes;
}

} // namespace

Version Version::from_hex(std::uint64_t hex) {
    const auto byte = [&](unsigned shift) { return static_cast<int>((hex >> shift) & 0xffU); };
    return {byte(24), byte(16), byte(8)};
}

std::string Version::to_string() const {
    return micro ? fmt::format("{}.{}.{}", major, minor, *micro) : fmt::format("{}.{}", major, minor);
}

std::optional<Layout> known_layout(Version version) {
    const auto* const found =
        std::find_if(known_layouts.begin(), known_layouts.end(),
                     [&](const auto& known) { return version.major == 3 && known.minor == version.minor; });
    return found == known_layouts.end() ? std::nullopt : std::optional(found->layout);
}

std::optional<DebugOffsets> parse_debug_offsets(std::span<const std::uint64_t> words) {
    if (words.size() < debug_offset_words || std::memcmp(words.data(), cookie.data(), cookie.size()) != 0) {
        return std::nullopt;
    }
    DebugOffsets offsets;
    offsets.version = Version::from_hex(words[version_word]);
    offsets.free_threaded = words[free_threaded_word] == 1;
    const auto* const index =
        std::find_if(debug_words.begin(), debug_words.end(),
                     [&](const DebugWords& each) { return each.minor == offsets.version.minor; });
    if (offsets.version.major != 3 || index == debug_words.end() || words[free_threaded_word] > 1) {
        return std::nullopt;
    }
    const std::uint64_t embedded_gil = words[index->interpreter_gil + 1];
    const std::uint64_t enabled = words[index->interpreter_gil + 2];
    const std::uint64_t locked = words[index->interpreter_gil + 3];
    const std::uint64_t holder = words[index->interpreter_gil + 4];

    Layout& layout = offsets.layout;
    layout.interpreters_head = words[interpreters_head_word];
    layout.interpreter_gil = words[index->interpreter_gil];
    layout.interpreter_next = words[interpreter_next_word];
    layout.threads_head = words[threads_head_word];
    layout.thread_next = words[index->thread_next];
    layout.thread_interpreter = words[index->thread_next + 1];
    layout.pthread = words[index->pthread];
    layout.native_id = words[index->pthread + 1];
    if (const std::uint64_t modules = words[index->interpreter_gil - 3]; modules < sane_offset) {
        layout.modules = modules;
    }
    // interval, last_holder, locked; `enabled` stands before them on a free-threaded build.
    const std::uint64_t shift = offsets.free_threaded ? 8 : 0;
    if (enabled != 0 || holder != embedded_gil + shift + 8 || locked != embedded_gil + shift + 16) {
        return std::nullopt;
    }
    if (offsets.free_threaded) {
        layout.gil.enabled = 0;
    }
    layout.gil.interval = shift;
    layout.gil.last_holder = shift + 8;
    layout.gil.locked = shift + 16;
    place_waits(layout.gil);

    const auto sane = [](std::uint64_t offset) { return offset < sane_offset && offset % 4 == 0; };
    const std::array all{layout.interpreters_head, layout.interpreter_gil,   layout.interpreter_next,
                         layout.threads_head,      layout.thread_next,       layout.thread_interpreter,
                         layout.pthread,           layout.native_id.value(), embedded_gil};
    return std::all_of(all.begin(), all.end(), sane) ? std::optional(offsets) : std::nullopt;
}

} // namespace gilkit::gil
