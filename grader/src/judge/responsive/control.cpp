#include "judge/responsive/control.hpp"

#include "os/clock.hpp"
#include "os/signals.hpp"

#include <sys/socket.h>

#include <array>

namespace gilkit::judge {

namespace {

void send_back(int socket) {
    std::array<char, 4096> chunk{};
    while (os::interrupted() == 0) {
        std::array<pollfd, 1> fds{pollfd{socket, POLLIN, 0}};
        if (!os::wait_for(fds, os::monotonic_ns() + os::ns_per_s)) {
            return;
        }
        if (fds[0].revents == 0) {
            continue;
        }
        const ssize_t count = ::recv(socket, chunk.data(), chunk.size(), 0);
        if (count <= 0 || !os::write_all(socket, {chunk.data(), static_cast<std::size_t>(count)})) {
            return;
        }
    }
}

} // namespace

os::Result<Control> Control::start() {
    auto sockets = os::make_socket_pair();
    if (!sockets) {
        return tl::unexpected(sockets.error());
    }
    os::UniqueFd ours = std::move(sockets->first);
    const os::UniqueFd theirs = std::move(sockets->second);
    if (auto set = os::set_nonblocking(ours.get()); !set) {
        return tl::unexpected(set.error());
    }
    auto server = os::Worker::start([&] {
        ours.reset();
        send_back(theirs.get());
        return std::string();
    });
    if (!server) {
        return tl::unexpected(server.error());
    }
    return Control(*std::move(server), std::move(ours));
}

} // namespace gilkit::judge
