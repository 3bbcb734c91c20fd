#include "gil/thread_names.hpp"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace gilkit::gil {

namespace {

constexpr std::size_t longest_name = 100; // characters

// By the pthread_t; 0 for one that seems to be of two threads.
using Tids = std::map<std::uint64_t, pid_t>;

Tids tids_of(const Memory& memory, const ThreadStates& states, std::uint64_t pthread_offset,
             const std::set<pid_t>& wanted) {
    Tids tids;
    for (const ThreadState& state : states) {
        const auto pthread = memory.read<std::uint64_t>(state.address + pthread_offset);
        if (!pthread || !wanted.contains(state.tid)) {
            continue;
        }
        const auto [entry, is_new] = tids.try_emplace(*pthread, state.tid);
        if (!is_new && entry->second != state.tid) {
            entry->second = 0;
        }
    }
    return tids;
}

// Of a Thread.
std::optional<std::string> name_of(Objects& objects, std::uint64_t thread, pid_t tid, bool is_own) {
    const auto attributes = objects.attributes(thread);
    const auto name = attributes ? objects.find(*attributes, "_name") : std::nullopt;
    if (!name) {
        return std::nullopt;
    }
    if (!is_own) {
        const auto id = objects.find(*attributes, "_native_id");
        if (!id || objects.number(*id) != static_cast<std::uint64_t>(tid)) {
            return std::nullopt;
        }
    }
    return objects.text(*name, longest_name);
}

// Of one interpreter's threads; those that have a name already keep it.
void add_names(Objects& objects, std::uint64_t modules, const Tids& tids, pid_t own,
               std::map<pid_t, std::string>& names) {
    const auto loaded = objects.items(modules);
    const auto threading = loaded ? objects.find(*loaded, "threading") : std::nullopt;
    const auto globals = threading ? objects.attributes(*threading) : std::nullopt;
    const auto active = globals ? objects.find(*globals, "_active") : std::nullopt;
    const auto threads = active ? objects.items(*active) : std::nullopt;
    if (!threads) {
        return;
    }
    std::vector<std::pair<Objects::Item, std::pair<pid_t, std::string>>> found;
    for (const Objects::Item& item : *threads) {
        const auto ident = objects.number(item.key);
        const auto tid = ident ? tids.find(*ident) : tids.end();
        if (tid == tids.end() || tid->second == 0 || names.contains(tid->second)) {
            continue;
        }
        if (auto name = name_of(objects, item.value, tid->second, tid->second == own);
            name && !name->empty()) {
            found.push_back({item, {tid->second, *std::move(name)}});
        }
    }
    // A thread that ended meanwhile may have left its memory to anybody.
    const auto after = objects.items(*active).value_or(Objects::Items{});
    std::set<std::pair<std::uint64_t, std::uint64_t>> still;
    for (const auto& [key, value] : after) {
        still.emplace(key, value);
    }
    for (auto& [item, name] : found) {
        if (still.contains({item.key, item.value})) {
            names.insert(std::move(name));
        }
    }
}

} // namespace

ThreadNames::Found ThreadNames::read(const Memory& memory, const Runtime& runtime,
                                     const std::set<pid_t>& wanted, pid_t own) {
    Found found;
    const auto layout = known_objects(runtime.version(), runtime.free_threaded());
    if (!layout || !runtime.layout().modules) {
        return found;
    }
    const auto interpreters = runtime.interpreters(memory);
    const auto states = runtime.threads(memory);
    if (!interpreters || !states) {
        return found;
    }
    const Tids tids = tids_of(memory, *states, runtime.layout().pthread, wanted);
    Objects objects(memory, *layout, known_keys_);
    // The main interpreter is the oldest, and the last of a list that grows at its head. Another one's
    // `threading` knows a thread that came from elsewhere by a name of its own.
    const std::vector<std::uint64_t> oldest_first(interpreters->rbegin(), interpreters->rend());
    for (const std::uint64_t interpreter : oldest_first) {
        if (const auto modules = memory.read<std::uint64_t>(interpreter + *runtime.layout().modules)) {
            add_names(objects, *modules, tids, own, found.names);
        }
    }
    found.reads = objects.reads() + (4 * states->size()); // a thread of the list takes about four
    return found;
}

} // namespace gilkit::gil
