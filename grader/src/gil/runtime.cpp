#include "gil/runtime.hpp"

#include "gil/image.hpp"

#include <algorithm>
#include <array>

namespace gilkit::gil {

namespace {

// More than any program has, and few enough that a list which was made to mislead us is soon given up.
constexpr std::size_t most_interpreters = 256;
constexpr std::size_t most_threads = 5000;                       // of all interpreters
constexpr std::uint64_t longest_interval_us = 1'000'000'000'000; // eleven days

// Where glibc 2.36 and others keep a thread's id in struct pthread, and how far to look for it elsewhere.
constexpr std::uint64_t usual_tid_offset = 720;
constexpr std::uint64_t pthread_bytes = 2304;

Unseen unseen(const MemoryError& error) {
    switch (error.fault) {
    case MemoryFault::gone:
        return Unseen::gone;
    case MemoryFault::denied:
        return Unseen::denied;
    case MemoryFault::unavailable:
        return Unseen::unavailable;
    case MemoryFault::unmapped:
        break;
    }
    return Unseen::unknown;
}

template<typename T>
tl::expected<T, Unseen> get(const Memory& memory, std::uint64_t address) {
    return memory.read<T>(address).map_error(unseen);
}

bool contains(const std::vector<pid_t>& tids, pid_t tid) {
    return std::find(tids.begin(), tids.end(), tid) != tids.end();
}

// The addresses of a linked list, from the head's pointer on; unknown when it does not end.
tl::expected<std::vector<std::uint64_t>, Unseen> chain(const Memory& memory, std::uint64_t head_pointer,
                                                       std::uint64_t next, std::size_t most) {
    std::vector<std::uint64_t> addresses;
    for (auto pointer = head_pointer;; pointer = addresses.back() + next) {
        const auto address = get<std::uint64_t>(memory, pointer);
        if (!address) {
            return tl::unexpected(address.error());
        }
        if (*address == 0) {
            return addresses;
        }
        if (addresses.size() == most) {
            return tl::unexpected(Unseen::unknown);
        }
        addresses.push_back(*address);
    }
}

} // namespace

tl::expected<Runtime, Unseen> Runtime::attach(const Memory& memory, const RuntimeAddress& at,
                                              std::optional<int> version, const std::vector<pid_t>& tids) {
    Runtime runtime;
    runtime.address_ = at.runtime;
    if (auto found = runtime.find_layout(memory, at, version); !found) {
        return tl::unexpected(found.error());
    }
    if (auto checked = runtime.check(memory, tids); !checked) {
        return tl::unexpected(checked.error());
    }
    return runtime;
}

tl::expected<void, Unseen> Runtime::find_layout(const Memory& memory, const RuntimeAddress& at,
                                                std::optional<int> version) {
    if (at.version) {
        const auto hex = get<std::uint64_t>(memory, *at.version);
        if (!hex) {
            return tl::unexpected(hex.error());
        }
        version_ = Version::from_hex(*hex);
    } else {
        // 3.10 and older name themselves in their files' names only; 3.9 and 3.10 look alike.
        version_ = {3, version.value_or(10), std::nullopt};
    }
    if (const auto known = known_layout(version_)) {
        layout_ = *known;
        return {};
    }
    std::array<std::uint64_t, debug_offset_words> words{};
    if (const auto read = memory.read(at.runtime, std::as_writable_bytes(std::span(words))); !read) {
        return tl::unexpected(unseen(read.error()));
    }
    const auto offsets = parse_debug_offsets(words);
    if (!offsets || (at.version && offsets->version != version_)) {
        return tl::unexpected(Unseen::unknown);
    }
    version_ = offsets->version;
    free_threaded_ = offsets->free_threaded;
    layout_ = offsets->layout;
    return {};
}

tl::expected<void, Unseen> Runtime::check(const Memory& memory, const std::vector<pid_t>& tids) {
    const auto heads = interpreters(memory);
    if (!heads) {
        return tl::unexpected(heads.error());
    }
    if (heads->empty()) {
        return tl::unexpected(Unseen::starting);
    }
    if (!layout_.native_id) {
        if (const auto found = find_native_id(memory, tids); !found) {
            return found;
        }
    }
    const auto states = threads(memory);
    if (!states) {
        return tl::unexpected(states.error());
    }
    const bool known = std::any_of(states->begin(), states->end(),
                                   [&](const ThreadState& state) { return contains(tids, state.tid); });
    if (!known) {
        return tl::unexpected(states->empty() ? Unseen::starting : Unseen::unknown);
    }
    for (const ThreadState& state : *states) {
        const auto interval = get<std::uint64_t>(memory, state.gil + layout_.gil.interval);
        if (!interval) {
            return tl::unexpected(interval.error());
        }
        if (const auto read = gil(memory, state.gil); !read) {
            return tl::unexpected(read.error());
        }
        if (*interval == 0 || *interval > longest_interval_us) {
            return tl::unexpected(Unseen::unknown);
        }
    }
    return {};
}

tl::expected<std::vector<std::uint64_t>, Unseen> Runtime::interpreters(const Memory& memory) const {
    return chain(memory, address_ + layout_.interpreters_head, layout_.interpreter_next, most_interpreters);
}

tl::expected<std::uint64_t, Unseen> Runtime::gil_of(const Memory& memory, std::uint64_t interpreter) const {
    if (layout_.runtime_gil) {
        return address_ + *layout_.runtime_gil;
    }
    return get<std::uint64_t>(memory, interpreter + layout_.interpreter_gil);
}

tl::expected<pid_t, Unseen> Runtime::tid_of(const Memory& memory, std::uint64_t thread) const {
    if (layout_.native_id) {
        const auto tid = get<std::uint64_t>(memory, thread + *layout_.native_id);
        return tid.map([](std::uint64_t id) { return static_cast<pid_t>(id); });
    }
    const auto pthread = get<std::uint64_t>(memory, thread + layout_.pthread);
    if (!pthread) {
        return tl::unexpected(pthread.error());
    }
    return get<pid_t>(memory, *pthread + tid_in_pthread_);
}

tl::expected<void, Unseen> Runtime::find_native_id(const Memory& memory, const std::vector<pid_t>& tids) {
    // The process's own thread is the oldest of the first interpreter that was made, and so the last one of a
    // list that grows at its head; any other thread that the kernel knows does as well.
    const auto heads = interpreters(memory);
    if (!heads || heads->empty() || tids.empty()) {
        return tl::unexpected(heads ? Unseen::starting : heads.error());
    }
    const auto list = chain(memory, heads->back() + layout_.threads_head, layout_.thread_next, most_threads);
    if (!list || list->empty()) {
        return tl::unexpected(list ? Unseen::starting : list.error());
    }
    const auto pthread = get<std::uint64_t>(memory, list->back() + layout_.pthread);
    if (!pthread) {
        return tl::unexpected(pthread.error());
    }
    if (*pthread == 0) {
        return tl::unexpected(Unseen::starting);
    }
    std::vector<std::uint64_t> offsets{usual_tid_offset};
    for (std::uint64_t offset = 0; offset < pthread_bytes; offset += sizeof(pid_t)) {
        offsets.push_back(offset);
    }
    for (const std::uint64_t offset : offsets) {
        const auto id = get<pid_t>(memory, *pthread + offset);
        if (id && contains(tids, *id)) {
            tid_in_pthread_ = offset;
            return {};
        }
    }
    return tl::unexpected(Unseen::unknown);
}

tl::expected<ThreadStates, Unseen> Runtime::threads(const Memory& memory) const {
    const auto heads = interpreters(memory);
    if (!heads) {
        return tl::unexpected(heads.error());
    }
    ThreadStates states;
    for (const std::uint64_t interpreter : *heads) {
        const auto gil = gil_of(memory, interpreter);
        const auto list = chain(memory, interpreter + layout_.threads_head, layout_.thread_next,
                                most_threads - states.size());
        if (!gil || !list) {
            return tl::unexpected(gil ? list.error() : gil.error());
        }
        for (const std::uint64_t thread : *list) {
            const auto back = get<std::uint64_t>(memory, thread + layout_.thread_interpreter);
            const auto tid = tid_of(memory, thread);
            if (!back || !tid) {
                return tl::unexpected(back ? tid.error() : back.error());
            }
            if (*back != interpreter) {
                return tl::unexpected(Unseen::unknown);
            }
            states.push_back({thread, *tid, *gil});
        }
    }
    return states;
}

tl::expected<Gil, Unseen> Runtime::gil(const Memory& memory, std::uint64_t address) const {
    // In one go: `locked` and `last_holder` should be of one moment.
    std::array<std::byte, 64> bytes{};
    const GilLayout& layout = layout_.gil;
    if (const auto read = memory.read(address, std::span(bytes).first(layout.wait_begin)); !read) {
        return tl::unexpected(unseen(read.error()));
    }
    const auto at = [&]<typename T>(std::uint64_t offset, T value) {
        std::memcpy(&value, bytes.data() + offset, sizeof value);
        return value;
    };
    Gil gil;
    gil.address = address;
    gil.enabled = !layout.enabled || at(*layout.enabled, std::int32_t{}) != 0;
    const auto locked = at(layout.locked, std::int32_t{});
    gil.locked = locked == 1;
    gil.holder = at(layout.last_holder, std::uint64_t{});
    gil.switches = at(layout.switch_number, std::uint64_t{});
    if (locked < -1 || locked > 1) {
        return tl::unexpected(Unseen::unknown);
    }
    return gil;
}

} // namespace gilkit::gil
