#include "os/inheritance.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace gilkit::os {

namespace {

void fill_closed_streams() {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
        if (::fcntl(fd, F_GETFD) < 0) {
            // open() takes the lowest free number: this one. Nothing can be said where even that fails.
            (void)!::open("/dev/null", O_RDWR | O_CLOEXEC);
        }
    }
}

Inheritance read_inheritance() {
    fill_closed_streams();
    Inheritance given;
    ::sigprocmask(SIG_BLOCK, nullptr, &given.blocked);
    ::sigemptyset(&given.ignored);
    for (int number = 1; number < NSIG; ++number) {
        struct sigaction action {};
        if (::sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN) {
            ::sigaddset(&given.ignored, number);
        }
    }
    ::getrlimit(RLIMIT_NOFILE, &given.open_files);
    return given;
}

} // namespace

const Inheritance& inheritance() {
    static const Inheritance given = read_inheritance();
    return given;
}

std::vector<std::string> environment() {
    std::vector<std::string> variables;
    for (char** each = ::environ; each != nullptr && *each != nullptr; ++each) {
        variables.emplace_back(*each);
    }
    return variables;
}

} // namespace gilkit::os
