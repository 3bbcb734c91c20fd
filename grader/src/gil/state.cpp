#include "gil/state.hpp"

#include "os/text.hpp"

#include <sys/syscall.h>

#include <algorithm>

namespace gilkit::gil {

namespace {

// "0x7ffe"
std::optional<std::uint64_t> address(std::string_view word) {
    return word.starts_with("0x") ? os::to_address(word.substr(2)) : std::nullopt;
}

template<std::size_t Count>
bool is_one_of(long number, const std::array<long, Count>& numbers) {
    return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

// Not every architecture has the older ones, and not every C library names the newest.
constexpr std::array futex_calls{
    static_cast<long>(SYS_futex),
#ifdef SYS_futex_waitv
    static_cast<long>(SYS_futex_waitv),
#endif
#ifdef SYS_futex_wait
    static_cast<long>(SYS_futex_wait),
#endif
};
constexpr std::array sleep_calls{
    static_cast<long>(SYS_nanosleep),
    static_cast<long>(SYS_clock_nanosleep),
#ifdef SYS_pause
    static_cast<long>(SYS_pause),
#endif
};
// With no descriptors they only let time pass: their number stands in the first argument …
constexpr std::array select_calls{
#ifdef SYS_select
    static_cast<long>(SYS_select),
#endif
    static_cast<long>(SYS_pselect6),
};
// … or in the second.
constexpr std::array poll_calls{
#ifdef SYS_poll
    static_cast<long>(SYS_poll),
#endif
    static_cast<long>(SYS_ppoll),
};

} // namespace

std::string_view name_of(State state) {
    switch (state) {
    case State::holds:
        return "holds";
    case State::waits:
        return "waits";
    case State::native:
        return "native";
    case State::starved:
        return "starved";
    case State::lock:
        return "lock";
    case State::io:
        return "io";
    case State::sleeps:
        return "sleeps";
    }
    return "";
}

std::optional<Call> parse_call(std::string_view text) {
    const std::vector<std::string_view> words = os::split(text, " \n");
    if (words.empty()) {
        return std::nullopt;
    }
    Call call;
    if (words[0] == "running") {
        call.running = true;
        return call;
    }
    const auto number = os::to_number<long>(words[0]);
    if (!number) {
        return std::nullopt;
    }
    call.number = *number;
    // -1 is followed by two registers, a call by its six arguments and these.
    for (std::size_t i = 0; *number >= 0 && i < call.arguments.size(); ++i) {
        const auto argument = i + 1 < words.size() ? address(words[i + 1]) : std::nullopt;
        if (!argument) {
            return std::nullopt;
        }
        call.arguments.at(i) = *argument;
    }
    return call;
}

Place place_of(const Call& call, std::uint64_t gil, const GilLayout& layout) {
    // Asleep, and in no call: a page is being fetched, or a fault is handled. That is its own doing.
    if (call.running || call.number < 0) {
        return Place::running;
    }
    if (is_one_of(call.number, futex_calls)) {
        const std::uint64_t futex = call.arguments[0];
        const bool inside = gil != 0 && futex >= gil + layout.wait_begin && futex < gil + layout.end;
        return inside ? Place::gil : Place::lock;
    }
    if (is_one_of(call.number, sleep_calls) ||
        (is_one_of(call.number, select_calls) && call.arguments[0] == 0) ||
        (is_one_of(call.number, poll_calls) && call.arguments[1] == 0)) {
        return Place::sleep;
    }
    return call.number == SYS_restart_syscall ? Place::resumed : Place::io;
}

} // namespace gilkit::gil
