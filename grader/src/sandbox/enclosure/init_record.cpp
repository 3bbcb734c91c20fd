#include "sandbox/enclosure/init_record.hpp"

#include <fmt/format.h>

#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cstring>

namespace gilkit::sandbox {

namespace {

constexpr std::array<const char*, static_cast<std::size_t>(init::Step::count)> step_names{
    "read its plan",          "make file systems in memory",
    "listen on its loopback", "start a process",
    "set the limits",         "drop its identity",
    "enter its folder",       "restrict files (Landlock)",
    "install the filter",     "run the interpreter"};

} // namespace

std::string words_of(const init::Record& record) {
    const auto step = static_cast<std::size_t>(record.step);
    return fmt::format("can't {} in the box: {}", step < step_names.size() ? step_names.at(step) : "start",
                       std::strerror(record.code));
}

std::optional<init::Record> next_record(const os::UniqueFd& control, os::UniqueFd* with_it) {
    init::Record record;
    iovec bytes{&record, sizeof record};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> rights{};
    msghdr message{};
    message.msg_iov = &bytes;
    message.msg_iovlen = 1;
    message.msg_control = rights.data();
    message.msg_controllen = rights.size();
    const ssize_t count = ::recvmsg(control.get(), &message, MSG_CMSG_CLOEXEC);
    if (count != sizeof record) {
        return std::nullopt;
    }
    const cmsghdr* const header = CMSG_FIRSTHDR(&message);
    if (header != nullptr && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS) {
        int fd = -1;
        std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
        os::UniqueFd came(fd);
        if (with_it != nullptr) {
            *with_it = std::move(came);
        }
    }
    return record;
}

} // namespace gilkit::sandbox
