#include "listener.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>

namespace gilkit::init {

int open_listener() {
    constexpr int backlog = 4096; // the kernel's own limit is lower
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || ::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) < 0 ||
        ::listen(fd, backlog) < 0) {
        return -1;
    }
    return fd;
}

bool tell_with(int control_fd, Record record, int fd) {
    iovec bytes{&record, sizeof record};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof fd)]{};
    msghdr message{};
    message.msg_iov = &bytes;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* const rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof fd);
    std::memcpy(CMSG_DATA(rights), &fd, sizeof fd);
    return ::sendmsg(control_fd, &message, MSG_NOSIGNAL) == static_cast<ssize_t>(sizeof record);
}

} // namespace gilkit::init
