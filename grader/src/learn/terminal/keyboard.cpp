#include "learn/terminal/keyboard.hpp"

#include "os/clock.hpp"

#include <poll.h>

#include <array>

namespace gilkit::learn {

namespace {

// A terminal sends a sequence at once; a network may tear it apart. Nobody presses two keys within this time.
constexpr std::int64_t sequence_patience_ns = 50 * os::ns_per_ms;
// A long paste comes in pieces. When its end never comes, keys have to count again.
constexpr std::int64_t paste_patience_ns = os::ns_per_s;

bool claims_to_be_readable(int fd) {
    pollfd look = {fd, POLLIN, 0};
    return ::poll(&look, 1, 0) == 1;
}

} // namespace

os::Result<Keyboard> Keyboard::open(int fd) {
    return KeyMode::enter(fd).map([&](KeyMode&& mode) { return Keyboard(fd, std::move(mode)); });
}

void Keyboard::read(std::int64_t now_ns) {
    std::array<char, 1024> bytes{};
    // Once may be because somebody else has read it; what is readable twice and has nothing to read has
    // ended.
    for (int tries = 0; tries < 2 && claims_to_be_readable(fd_); ++tries) {
        const ssize_t count = ::read(fd_, bytes.data(), bytes.size());
        if (count > 0) {
            decoder_.feed({bytes.data(), static_cast<std::size_t>(count)});
            const auto pending = decoder_.pending();
            due_ns_ = pending == KeyDecoder::Pending::nothing ? never_ns
                      : pending == KeyDecoder::Pending::paste ? now_ns + paste_patience_ns
                                                              : now_ns + sequence_patience_ns;
            return;
        }
        const bool may_come_again = count < 0 && (errno == EINTR || errno == EAGAIN);
        closed_ = !may_come_again && (count < 0 || tries == 1);
        if (closed_ || may_come_again) {
            return;
        }
    }
}

void Keyboard::settle(std::int64_t now_ns) {
    if (now_ns >= due_ns_) {
        decoder_.settle();
        due_ns_ = never_ns;
    }
}

} // namespace gilkit::learn
