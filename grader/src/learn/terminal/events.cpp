#include "learn/terminal/events.hpp"

#include "os/clock.hpp"

#include <algorithm>
#include <csignal>

namespace gilkit::learn {

Events::Events(Keyboard* keyboard, Screen& screen)
    : keyboard_(keyboard), screen_(screen), signals_({SIGWINCH, SIGTSTP, SIGCONT}) {}

os::Result<Event> Events::next(std::int64_t deadline_ns, std::span<const Source> sources) {
    for (;;) {
        if (const auto waited = wait(deadline_ns, sources); !waited) {
            return tl::unexpected(waited.error());
        }
        if (const auto ended = end()) {
            return *ended;
        }
        if (const auto told = signalled()) {
            return *told;
        }
        if (const auto key = pressed()) {
            return *key;
        }
        const std::int64_t now_ns = os::monotonic_ns();
        if (const auto ready = ready_source(sources, now_ns)) {
            return *ready;
        }
        if (now_ns >= deadline_ns) {
            return Due{};
        }
    }
}

os::Result<bool> Events::wait(std::int64_t deadline_ns, std::span<const Source> sources) {
    fds_.clear();
    fds_.push_back({keyboard_ != nullptr ? keyboard_->fd() : -1, POLLIN, 0});
    if (keyboard_ != nullptr) {
        deadline_ns = keyboard_->has_keys() ? 0 : std::min(deadline_ns, keyboard_->due_ns());
    }
    for (const Source& source : sources) {
        fds_.push_back({source.fd, POLLIN, 0});
        deadline_ns = std::min(deadline_ns, source.due_ns);
    }
    return os::wait_for(fds_, deadline_ns).map([](int ready) { return ready > 0; });
}

std::optional<Event> Events::end() const {
    if (const int signal = os::interrupted(); signal != 0) {
        return signal == SIGHUP ? Event(Closed{}) : Event(Interrupted{});
    }
    return std::nullopt;
}

std::optional<Event> Events::signalled() {
    if (signals_.take(SIGTSTP)) {
        return rest(SIGTSTP);
    }
    if (signals_.take(SIGCONT)) { // after a stop that nobody could see coming (SIGSTOP)
        return rest(0);
    }
    if (signals_.take(SIGWINCH)) {
        return Resized{};
    }
    return std::nullopt;
}

std::optional<Event> Events::pressed() {
    if (keyboard_ == nullptr) {
        return std::nullopt;
    }
    if (fds_.front().revents != 0) {
        if (is_in_background(keyboard_->fd())) {
            return rest(SIGTTIN);
        }
        keyboard_->read(os::monotonic_ns());
    }
    keyboard_->settle(os::monotonic_ns());
    if (const auto key = keyboard_->next()) {
        return *key;
    }
    return keyboard_->is_closed() ? std::optional<Event>(Closed{}) : std::nullopt;
}

std::optional<Event> Events::ready_source(std::span<const Source> sources, std::int64_t now_ns) {
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const std::size_t index = (turn_ + i) % sources.size();
        if (fds_[index + 1].revents != 0 || now_ns >= sources[index].due_ns) {
            turn_ = index + 1;
            return Ready{index};
        }
    }
    return std::nullopt;
}

// Stopped by that signal, or just continued (0), until we go on.
Event Events::rest(int signal) {
    screen_.leave(); // all of it is to be taken again
    if (signal != 0 && keyboard_ != nullptr) {
        keyboard_->mode().leave();
    }
    if (!stop_until_ours(signal)) {
        return end().value_or(Event(Closed{}));
    }
    if (keyboard_ != nullptr && !keyboard_->mode().resume()) {
        return Closed{};
    }
    screen_.enter();
    return Resumed{};
}

// False: we are to end, or the terminal is another's and nobody can stop us.
bool Events::stop_until_ours(int signal) {
    const auto in_background = [this] { return keyboard_ != nullptr && is_in_background(keyboard_->fd()); };
    if (signal == 0 && in_background()) {
        signal = SIGTTOU;
    }
    while (signal != 0) {
        signals_.stop_by(signal);
        // Lets in what came meanwhile. What fails here would fail at the next wait as well.
        static_cast<void>(os::wait_for({}, 0));
        if (os::interrupted() != 0) {
            return false;
        }
        const bool was_stopped = signals_.take(SIGCONT);
        if (!in_background()) {
            return true;
        }
        if (!was_stopped) {
            return false;
        }
        signal = SIGTTOU;
    }
    return true;
}

} // namespace gilkit::learn
