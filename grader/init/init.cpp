// gilkit-init: the first process of a box.
//
// Theory of operation, with namespaces. bubblewrap has made the namespaces and the file system, and became
// this program, which is pid 1 of the box: it makes the file systems in memory, starts the program with what
// little it may do, reaps orphans, and tells the grader how the program ended. When it ends itself, the
// kernel kills everybody who is left in the box and adds their CPU time to its accounts. It ends when the
// program has, and when the grader goes away, however: then its end of the control socket closes.
//
// What the program inside can do to it: nothing. The kernel gives pid 1 no signal from inside that it does
// not ask for; it can't be traced or looked into (not dumpable); the control socket is closed before the
// program runs; it reads nothing that the program writes.
//
// Without namespaces (--landlock) it is started by the grader itself, restricts the program by Landlock, and
// is the subreaper of what that starts: it kills everybody when the program or the grader has ended. Then it
// can be signalled by who has its identity; as root nobody has, and newer kernels keep the program's signals
// inside.
//
// Statically linked and without the C++ library, so that it runs in any file system and starts in a
// millisecond. Everything is laid out as a checklist; each step that fails is told by its name.
#include "landlock.hpp"
#include "listener.hpp"
#include "plan.hpp"
#include "protocol.hpp"
#include "sweep.hpp"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/keyctl.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

using namespace gilkit::init;

namespace {

constexpr int exit_box_failed = 125;

void tell(const Plan& plan, const Record& record) {
    // Should the grader be gone, we are told so by poll().
    (void)!::write(plan.control_fd, &record, sizeof record);
}

[[noreturn]] void fail(const Plan& plan, Step step) {
    tell(plan, {Event::failed, step, errno, 0});
    ::_exit(exit_box_failed);
}

// Sizes and counts hold for all of a box's files: what is in memory can't be had otherwise.
void make_file_systems(const Plan& plan) {
    for (std::size_t i = 0; i < plan.tmpfs_count; ++i) {
        const Tmpfs& each = plan.tmpfs[i];
        char options[160];
        const int length =
            std::snprintf(options, sizeof options, "size=%s,nr_inodes=%s,mode=%s,uid=%u,gid=%u", each.size,
                          each.files, each.mode, plan.change_identity ? plan.uid : ::getuid(),
                          plan.change_identity ? plan.gid : ::getgid());
        if (length < 0 || static_cast<std::size_t>(length) >= sizeof options ||
            ::mount("tmpfs", each.where, "tmpfs", MS_NOSUID | MS_NODEV, options) < 0) {
            fail(plan, Step::mount);
        }
    }
    if (plan.devpts != nullptr && ::mount("devpts", plan.devpts, "devpts", MS_NOSUID | MS_NOEXEC,
                                          "newinstance,ptmxmode=0666,mode=0620") < 0) {
        fail(plan, Step::mount);
    }
}

// What no program could ever get back, whoever's it is; no_new_privs forbids that as well, where this is not
// for us to do.
void drop_bounding_set() {
    for (unsigned long capability = 0; capability <= CAP_LAST_CAP; ++capability) {
        (void)::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
    }
}

bool drop_capabilities() {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct none[2]{};
    return ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) == 0 &&
           ::syscall(SYS_capset, &header, none) == 0;
}

bool take_identity(const Plan& plan) {
    drop_bounding_set();
    if (plan.change_identity) {
        if (::setgroups(0, nullptr) < 0 || ::setresgid(plan.gid, plan.gid, plan.gid) < 0 ||
            ::setresuid(plan.uid, plan.uid, plan.uid) < 0) {
            return false;
        }
    }
    return drop_capabilities() && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

bool install_filter(int fd) {
    if (fd < 0) {
        return true;
    }
    struct stat info {};
    static sock_filter instructions[BPF_MAXINSNS];
    if (::fstat(fd, &info) < 0) {
        return false;
    }
    const auto bytes = static_cast<std::size_t>(info.st_size);
    if (bytes == 0 || bytes > sizeof instructions || bytes % sizeof(sock_filter) != 0 ||
        ::pread(fd, instructions, bytes, 0) != static_cast<ssize_t>(bytes)) {
        errno = EINVAL;
        return false;
    }
    const sock_fprog program{static_cast<unsigned short>(bytes / sizeof(sock_filter)), instructions};
    return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

// The one the kernel is to take first when memory runs out; best effort: a harder limit may forbid even this.
void stand_in_the_front() {
    const int fd = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd >= 0) {
        (void)!::write(fd, "1000", 4);
        ::close(fd);
    }
}

// What is written there changes how a process is scheduled (autogroup, timerslack_ns), which no filter of
// system calls sees. bubblewrap can't do it: stand_in_the_front() writes there.
bool make_proc_read_only() {
    constexpr unsigned long as_it_was = MS_NOSUID | MS_NODEV | MS_NOEXEC;
    return ::mount(nullptr, "/proc", nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY | as_it_was, nullptr) == 0;
}

// The grader looks for this process first, so that it misses nothing of what the program does.
void wait_for_the_word(const Plan& plan) {
    char word = 0;
    ssize_t count = 0;
    do {
        count = ::read(plan.control_fd, &word, 1);
    } while (count < 0 && errno == EINTR);
    if (count != 1) {
        ::_exit(exit_box_failed); // nobody is there any more
    }
}

void tell_started(const Plan& plan, int listener) {
    const Record record{Event::started, Step::run, 0, 0};
    if (listener < 0) {
        tell(plan, record);
        return;
    }
    if (!tell_with(plan.control_fd, record, listener)) {
        fail(plan, Step::listen);
    }
    ::close(listener); // the program is to be served, not to serve
}

[[noreturn]] void become_the_program(const Plan& plan, int listener) {
    ::prctl(PR_SET_DUMPABLE, 1); // or its own /proc/self would be closed to it
    ::setsid();
    stand_in_the_front();
    if (!plan.by_landlock && !make_proc_read_only()) {
        fail(plan, Step::mount);
    }
    // A keyring of its own: the user's is a place where two boxes could leave each other messages.
    (void)::syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, nullptr);
    if (!take_identity(plan)) {
        fail(plan, Step::identity);
    }
    if (::chdir(plan.directory) < 0) { // a folder that is the new identity's alone
        fail(plan, Step::directory);
    }
    ::prctl(PR_SET_DUMPABLE, 1); // another identity closes it again
    // After the change of identity: it is the new one whose processes are counted.
    for (std::size_t i = 0; i < plan.limit_count; ++i) {
        const auto resource = static_cast<__rlimit_resource_t>(plan.limits[i].resource);
        rlimit limit{};
        if (::getrlimit(resource, &limit) < 0) {
            fail(plan, Step::limits);
        }
        // We may have been started with less than that.
        limit.rlim_max = limit.rlim_max < plan.limits[i].value ? limit.rlim_max : plan.limits[i].value;
        limit.rlim_cur = limit.rlim_max;
        if (::setrlimit(resource, &limit) < 0) {
            fail(plan, Step::limits);
        }
    }
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::fcntl(plan.control_fd, F_SETFD, FD_CLOEXEC);
    tell_started(plan, listener);
    wait_for_the_word(plan);
    if (plan.by_landlock && !restrict_files(plan)) {
        fail(plan, Step::landlock);
    }
    if (!install_filter(plan.filter_fd)) {
        fail(plan, Step::filter);
    }
    if (plan.filter_fd >= 0) {
        ::close(plan.filter_fd);
    }
    ::unsetenv("PWD"); // bubblewrap's
    ::execve(plan.program[0], plan.program, environ);
    fail(plan, Step::run);
}

// Reaps whoever has ended; true when the program was among them, and has been told of.
bool reap(const Plan& plan, pid_t program) {
    bool ended = false;
    for (;;) {
        int status = 0;
        const pid_t pid = ::waitpid(-1, &status, WNOHANG);
        if (pid <= 0) {
            return ended;
        }
        if (pid == program) {
            ended = true;
            tell(plan, {Event::ended, Step::run, WIFEXITED(status) ? WEXITSTATUS(status) : 0,
                        WIFSIGNALED(status) ? WTERMSIG(status) : 0});
        }
    }
}

} // namespace

int main(int argc, char** argv) {
    // Asked for inside of a box, to see whether one can be made here.
    if (argc == 2 && std::strcmp(argv[1], "--probe") == 0) {
        return 0;
    }

    // Asked for outside of a box, by the grader, to hold bubblewrap.
    if (argc > 3 && std::strcmp(argv[1], "--keep") == 0) {
        return keep(std::atoi(argv[2]), argv + 3);
    }

    // 1. What to do.
    Plan plan;
    if (!read_plan(argc, argv, plan)) {
        errno = EINVAL;
        if (plan.control_fd >= 0) {
            fail(plan, Step::plan);
        }
        return exit_box_failed;
    }

    // 2. Nobody looks into this process, and it goes where the one above it goes; unless it has to clean up
    // then.
    ::prctl(PR_SET_DUMPABLE, 0);
    if (plan.by_landlock ? ::prctl(PR_SET_CHILD_SUBREAPER, 1) < 0 : ::prctl(PR_SET_PDEATHSIG, SIGKILL) < 0) {
        fail(plan, Step::fork);
    }

    // 3. Places to write to.
    ::umask(0);
    make_file_systems(plan);
    ::umask(S_IWGRP | S_IWOTH);

    // 4. A place to be served from.
    const int listener = plan.listen ? open_listener() : -1;
    if (plan.listen && listener < 0) {
        fail(plan, Step::listen);
    }

    // 5. The program.
    sigset_t child_ended;
    ::sigemptyset(&child_ended);
    ::sigaddset(&child_ended, SIGCHLD);
    sigset_t all; // whoever may send one is not to end us before our work is done
    ::sigfillset(&all);
    ::sigprocmask(SIG_BLOCK, &all, nullptr);
    const int ended_fd = ::signalfd(-1, &child_ended, SFD_CLOEXEC | SFD_NONBLOCK);
    const pid_t program = ended_fd < 0 ? -1 : ::fork();
    if (program < 0) {
        fail(plan, Step::fork);
    }
    if (program == 0) {
        become_the_program(plan, listener);
    }
    if (listener >= 0) {
        ::close(listener);
    }

    // 6. From here on it takes no rights to do what is left, and its input and output are not ours to hold
    // open.
    if (!plan.by_landlock && !drop_capabilities()) { // which needs the right to kill another identity's
        fail(plan, Step::identity);
    }
    for (int fd = 0; fd < ended_fd; ++fd) {
        if (fd != plan.control_fd) {
            ::close(fd);
        }
    }

    // 7. Until it ends, or nobody is there any more to tell.
    bool ended = false;
    bool alone = false;
    while (!ended && !alone) {
        // Of the control socket only whether it is closed: what comes there is for the program's process.
        pollfd fds[]{{plan.control_fd, 0, 0}, {ended_fd, POLLIN, 0}};
        alone = (::poll(fds, 2, -1) < 0 && errno != EINTR) || fds[0].revents != 0;
        signalfd_siginfo info{};
        ended = !alone && ::read(ended_fd, &info, sizeof info) > 0 && reap(plan, program);
    }
    if (plan.by_landlock) {
        kill_everybody(ended ? -1 : program);
    }
    return ended ? 0 : exit_box_failed;
}
