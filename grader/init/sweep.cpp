#include "sweep.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace gilkit::init {

namespace {

constexpr int exit_could_not = 125;

// True once `child` is among those that have ended.
bool has_ended(pid_t child) {
    bool ended = false;
    for (;;) {
        const pid_t pid = ::waitpid(-1, nullptr, WNOHANG);
        if (pid <= 0) {
            return ended;
        }
        ended = ended || pid == child;
    }
}

// Kills those of our children that the kernel names in one look, some of them when they are many.
void kill_children() {
    char path[64];
    char text[4096];
    std::snprintf(path, sizeof path, "/proc/self/task/%d/children", static_cast<int>(::getpid()));
    const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
    const ssize_t count = fd < 0 ? -1 : ::read(fd, text, sizeof text - 1);
    if (fd >= 0) {
        ::close(fd);
    }
    text[count > 0 ? count : 0] = '\0';
    for (char* word = text; *word != '\0';) {
        char* end = nullptr;
        const long pid = std::strtol(word, &end, 10);
        // The last number may be cut off: then it is somebody else's.
        if (end == word || *end != ' ') {
            return;
        }
        ::kill(static_cast<pid_t>(pid), SIGKILL);
        word = end + 1;
    }
}

// Once those who were in it are wholly gone, which the kernel may still be at.
void remove_soon(const char* folder) {
    constexpr timespec pause{0, 1'000'000};
    for (int tries = 0; ::rmdir(folder) < 0 && errno == EBUSY && tries < 1000; ++tries) {
        ::nanosleep(&pause, nullptr);
    }
}

} // namespace

void kill_everybody(pid_t child) {
    for (;;) {
        kill_children();
        if (child > 0) {
            ::kill(child, SIGKILL); // where the kernel names none
        }
        // One at least has been killed, or there is nobody: this does not wait for long.
        const pid_t ended = ::waitpid(-1, nullptr, 0);
        if (ended < 0 && errno == ECHILD) {
            return;
        }
        child = ended == child ? -1 : child;
        while (const pid_t another = ::waitpid(-1, nullptr, WNOHANG)) {
            if (another < 0) {
                break;
            }
            child = another == child ? -1 : child;
        }
    }
}

int keep(int lifeline_fd, char** words) {
    char** program = words;
    while (program[0] != nullptr && std::strcmp(program[0], "--remove") == 0 && program[1] != nullptr) {
        program += 2;
    }
    if (program[0] == nullptr) {
        return exit_could_not;
    }
    sigset_t all;
    sigset_t before;
    sigset_t child_ended;
    ::sigfillset(&all);
    ::sigemptyset(&child_ended);
    ::sigaddset(&child_ended, SIGCHLD);
    ::sigprocmask(SIG_BLOCK, &all, &before);
    const int ended_fd = ::signalfd(-1, &child_ended, SFD_CLOEXEC | SFD_NONBLOCK);
    if (::prctl(PR_SET_CHILD_SUBREAPER, 1) < 0 || ended_fd < 0 ||
        ::fcntl(lifeline_fd, F_SETFD, FD_CLOEXEC) < 0) {
        return exit_could_not;
    }
    const pid_t child = ::fork();
    if (child < 0) {
        return exit_could_not;
    }
    if (child == 0) {
        ::sigprocmask(SIG_SETMASK, &before, nullptr);
        ::execv(program[0], program);
        std::perror(program[0]);
        ::_exit(exit_could_not);
    }
    // What the program holds open must be closed when it does.
    for (int fd = 0; fd < ended_fd; ++fd) {
        if (fd != lifeline_fd) {
            ::close(fd);
        }
    }
    bool ended = false;
    while (!ended) {
        pollfd fds[]{{lifeline_fd, 0, 0}, {ended_fd, POLLIN, 0}};
        if ((::poll(fds, 2, -1) < 0 && errno != EINTR) || fds[0].revents != 0) {
            break;
        }
        signalfd_siginfo info{};
        ended = ::read(ended_fd, &info, sizeof info) > 0 && has_ended(child);
    }
    kill_everybody(ended ? -1 : child);
    for (char** word = words; !ended && word != program; word += 2) {
        remove_soon(word[1]);
    }
    return 0;
}

} // namespace gilkit::init
