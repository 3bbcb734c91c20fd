#include "judge/responsive/line_client.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace gilkit::judge {

namespace {

constexpr std::size_t longest_line = 1U << 16U;

bool would_wait() {
    return errno == EAGAIN || errno == EINTR;
}

} // namespace

void LineClient::send(std::string_view line) {
    outgoing_.append(line).append("\n");
    move();
}

void LineClient::move() {
    if (!outgoing_.empty()) {
        const ssize_t sent = ::send(socket_.get(), outgoing_.data(), outgoing_.size(), MSG_NOSIGNAL);
        if (sent > 0) {
            outgoing_.erase(0, static_cast<std::size_t>(sent));
        } else if (!would_wait()) {
            outgoing_.clear(); // what is still to be read may be an answer
        }
    }
    if (over_) {
        return;
    }
    std::array<char, longest_line> chunk{};
    const ssize_t count = ::recv(socket_.get(), chunk.data(), chunk.size(), 0);
    if (count > 0) {
        incoming_.append(chunk.data(), static_cast<std::size_t>(count));
    }
    const bool endless = incoming_.size() > longest_line && incoming_.find('\n') == std::string::npos;
    over_ = count == 0 || (count < 0 && !would_wait()) || endless;
}

std::optional<std::string> LineClient::next_line() {
    const std::size_t end = incoming_.find('\n');
    if (end == std::string::npos) {
        return std::nullopt;
    }
    std::string line = incoming_.substr(0, end);
    incoming_.erase(0, end + 1);
    return line;
}

} // namespace gilkit::judge
