#include "learn/terminal/pty.hpp"

#include "os/clock.hpp"
#include "os/helpers.hpp"
#include "os/signals.hpp"

#include <fmt/format.h>

#include <pty.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>

namespace gilkit::learn::test {

namespace {

winsize window(int rows, int columns) {
    winsize size{};
    size.ws_row = static_cast<unsigned short>(rows);
    size.ws_col = static_cast<unsigned short>(columns);
    return size;
}

void write_keys(int fd, std::string_view keys) {
    if (!os::write_all(fd, keys)) {
        throw std::runtime_error("can't type");
    }
}

bool edits_lines(int fd) {
    termios modes{};
    constexpr tcflag_t sane = ICANON | ECHO | IEXTEN;
    return ::tcgetattr(fd, &modes) == 0 && (modes.c_lflag & sane) == sane && (modes.c_iflag & IXON) != 0;
}

constexpr std::array job_signals{SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP, SIGTTIN, SIGTTOU, SIGWINCH};

[[noreturn]] void be_job(const std::function<int()>& job) {
    ::setpgid(0, 0);
    ::tcsetpgrp(STDIN_FILENO, ::getpgrp());
    for (const int signal : job_signals) {
        std::signal(signal, SIG_DFL);
    }
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    ::_exit(job());
}

void continue_job(pid_t job, const std::string& command) {
    if (command == "fg") {
        ::tcsetpgrp(STDIN_FILENO, job);
    } else if (command == "term") {
        ::kill(-job, SIGTERM);
    }
    ::kill(-job, SIGCONT);
}

// What a shell with job control does, in few words.
[[noreturn]] void be_shell(const std::function<int()>& job) {
    std::signal(SIGTTOU, SIG_IGN);
    std::signal(SIGHUP, SIG_IGN); // so that it can wait for its job in the end
    termios own_mode{};
    ::tcgetattr(STDIN_FILENO, &own_mode);
    const pid_t pid = ::fork();
    if (pid == 0) {
        be_job(job);
    }
    ::setpgid(pid, pid);
    ::tcsetpgrp(STDIN_FILENO, pid);
    for (;;) {
        int status = 0;
        if (::waitpid(pid, &status, WUNTRACED) != pid) {
            ::_exit(1);
        }
        ::tcsetpgrp(STDIN_FILENO, ::getpgrp());
        const char* const mode = edits_lines(STDIN_FILENO) ? "sane" : "raw";
        if (!WIFSTOPPED(status)) {
            say(WIFSIGNALED(status) ? fmt::format("[killed {} {}]", WTERMSIG(status), mode)
                                    : fmt::format("[ended {} {}]", WEXITSTATUS(status), mode));
            ::_exit(0);
        }
        ::tcsetattr(STDIN_FILENO, TCSANOW, &own_mode);
        say(fmt::format("[stopped {} {}]", WSTOPSIG(status), mode));
        continue_job(pid, os::test::read_line(STDIN_FILENO));
    }
}

} // namespace

void say(const std::string& line) {
    // A terminal that is gone hears nothing.
    static_cast<void>(os::write_all(STDOUT_FILENO, line + "\n"));
}

Pty::Pty(int rows, int columns) {
    int ours = -1;
    int theirs = -1;
    const winsize size = window(rows, columns);
    if (::openpty(&ours, &theirs, nullptr, nullptr, &size) < 0) {
        throw std::runtime_error("no terminal");
    }
    ours_ = os::UniqueFd(ours);
    theirs_ = os::UniqueFd(theirs);
}

void Pty::type(std::string_view keys) const {
    write_keys(ours_.get(), keys);
}

void Pty::resize(int rows, int columns) const {
    const winsize size = window(rows, columns);
    ::ioctl(ours_.get(), TIOCSWINSZ, &size);
}

std::string Pty::take_shown() const {
    std::string shown;
    std::array<char, 4096> bytes{};
    std::array<pollfd, 1> fds{pollfd{ours_.get(), POLLIN, 0}};
    while (os::wait_for(fds, 0).value_or(0) > 0) {
        const ssize_t count = ::read(ours_.get(), bytes.data(), bytes.size());
        if (count <= 0) {
            break;
        }
        shown.append(bytes.data(), static_cast<std::size_t>(count));
    }
    return shown;
}

bool Pty::is_sane() const {
    return edits_lines(theirs_.get());
}

Shell::Shell(const std::function<int()>& job) {
    int ours = -1;
    const winsize size = window(24, 80);
    pid_ = ::forkpty(&ours, nullptr, nullptr, &size);
    if (pid_ < 0) {
        throw std::runtime_error("no terminal");
    }
    if (pid_ == 0) {
        be_shell(job);
    }
    ours_ = os::UniqueFd(ours);
}

Shell::~Shell() {
    ours_.reset();
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

void Shell::type(std::string_view keys) const {
    write_keys(ours_.get(), keys);
}

void Shell::resize(int rows, int columns) const {
    const winsize size = window(rows, columns);
    ::ioctl(ours_.get(), TIOCSWINSZ, &size);
}

bool Shell::shows(std::string_view text) {
    const std::int64_t deadline_ns = os::test::far_deadline();
    for (;;) {
        if (const auto at = shown_.find(text, seen_); at != std::string::npos) {
            seen_ = at + text.size();
            return true;
        }
        std::array<pollfd, 1> fds{pollfd{ours_.get(), POLLIN, 0}};
        std::array<char, 4096> bytes{};
        if (os::wait_for(fds, deadline_ns).value_or(0) == 0) {
            return false;
        }
        const ssize_t count = ::read(ours_.get(), bytes.data(), bytes.size());
        if (count <= 0) {
            return false;
        }
        shown_.append(bytes.data(), static_cast<std::size_t>(count));
    }
}

} // namespace gilkit::learn::test
