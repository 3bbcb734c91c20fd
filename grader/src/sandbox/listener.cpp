#include "sandbox/listener.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

namespace gilkit::sandbox {

namespace {

os::Result<sockaddr_un> address_of(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.native().size() >= sizeof address.sun_path) {
        return tl::unexpected(os::Error{ENAMETOOLONG, "use the socket " + path.string()});
    }
    std::memcpy(address.sun_path, path.c_str(), path.native().size());
    return address;
}

} // namespace

os::Result<os::UniqueFd> listen_on_loopback() {
    os::UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (!fd || ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0 ||
        ::listen(fd.get(), SOMAXCONN) < 0) {
        return os::last_error("listen on 127.0.0.1");
    }
    return fd;
}

os::Result<std::uint16_t> port_of(const os::UniqueFd& socket) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    if (::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) < 0) {
        return os::last_error("getsockname");
    }
    return ntohs(address.sin_port);
}

os::Result<os::UniqueFd> listen_at(const std::filesystem::path& path, int backlog) {
    const auto address = address_of(path);
    if (!address) {
        return tl::unexpected(address.error());
    }
    os::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!fd || ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) < 0 ||
        ::listen(fd.get(), backlog) < 0) {
        return os::last_error("listen at " + path.string());
    }
    return fd;
}

os::Result<os::UniqueFd> connect_to(const std::filesystem::path& path) {
    const auto address = address_of(path);
    if (!address) {
        return tl::unexpected(address.error());
    }
    os::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd || ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) < 0) {
        return os::last_error("connect to " + path.string());
    }
    return fd;
}

} // namespace gilkit::sandbox
