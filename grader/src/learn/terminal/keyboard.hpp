// The keys that are pressed at a terminal, one by one.
#pragma once

#include "learn/terminal/key_decoder.hpp"
#include "learn/terminal/key_mode.hpp"
#include "os/error.hpp"

#include <unistd.h>

#include <cstdint>
#include <limits>
#include <optional>

namespace gilkit::learn {

// No deadline.
constexpr std::int64_t never_ns = std::numeric_limits<std::int64_t>::max();

class Keyboard {
public:
    // Errors: KeyMode::enter().
    static os::Result<Keyboard> open(int fd = STDIN_FILENO);

    int fd() const { return fd_; }
    // Takes what has arrived; call it when fd() is readable. Does not wait.
    void read(std::int64_t now_ns);
    // When nothing has arrived until then, settle() knows what it was: a lone Escape.
    std::int64_t due_ns() const { return due_ns_; }
    void settle(std::int64_t now_ns);
    std::optional<Key> next() { return decoder_.next(); }
    bool has_keys() const { return decoder_.has_keys(); }
    // There will be no more keys: the terminal is gone.
    bool is_closed() const { return closed_; }

    KeyMode& mode() { return mode_; }

private:
    Keyboard(int fd, KeyMode mode) : fd_(fd), mode_(std::move(mode)) {}
    int fd_;
    KeyMode mode_;
    KeyDecoder decoder_;
    std::int64_t due_ns_ = never_ns;
    bool closed_ = false;
};

} // namespace gilkit::learn
