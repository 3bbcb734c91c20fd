#include "sandbox/enclosure/filter.hpp"

#include "os/fd.hpp"

#include <linux/sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <initializer_list>
#include <memory>

namespace gilkit::sandbox {

namespace {

using Names = std::initializer_list<const char*>;

// Other processes' memory, descriptors and state: the runner, the grader, boxes of the same user (tier C).
constexpr Names look_into_others{"ptrace",           "process_vm_readv", "process_vm_writev",
                                 "process_madvise",  "pidfd_getfd",      "kcmp",
                                 "process_mrelease", "move_pages",       "migrate_pages"};

// Namespaces, mounts and roots: the walls of the box.
constexpr Names move_walls{"unshare",       "setns",      "mount",         "umount2",
                           "umount",        "pivot_root", "chroot",        "open_tree",
                           "move_mount",    "fsopen",     "fsconfig",      "fsmount",
                           "fspick",        "statmount",  "mount_setattr", "name_to_handle_at",
                           "fanotify_init", "quotactl",   "quotactl_fd",   "open_by_handle_at"};

// Where and how it is scheduled: the grader decides on which cores a run is measured.
constexpr Names choose_scheduling{"sched_setaffinity", "sched_setscheduler", "sched_setparam",
                                  "sched_setattr", "ioprio_set"};

// Seem to work, and change nothing: honest programs may step back behind others. But who hardly ever gets a
// core queues for it all the same, and would look as if it could use one.
constexpr Names step_back{"setpriority", "nice"};

// Stores that outlive a process or are shared by all of a user's: one run must not leave word for the next.
constexpr Names leave_word{"add_key", "request_key", "keyctl"};

// The machine as a whole; mostly refused to ordinary users anyway.
constexpr Names run_machine{
    "acct",           "bpf",           "clock_settime",   "clock_adjtime", "adjtimex",      "settimeofday",
    "swapon",         "swapoff",       "reboot",          "syslog",        "init_module",   "iopl",
    "finit_module",   "delete_module", "ioperm",          "kexec_load",    "modify_ldt",    "kexec_file_load",
    "lookup_dcookie", "vhangup",       "perf_event_open", "sethostname",   "setdomainname", "nfsservctl",
    "userfaultfd"};

// Memory that no process has mapped, so that nobody's account shows it, and that may outlive them all. Python
// shares memory and semaphores by files in /dev/shm, whose size is limited.
constexpr Names hide_memory{"memfd_create", "memfd_secret", "shmget", "msgget", "semget"};

// Looked for by libraries, which do without where the kernel has none. clone3 hides its flags from a filter.
constexpr Names unknown_to_old_kernels{"io_uring_setup", "io_uring_enter", "io_uring_register", "clone3"};

constexpr std::array new_namespaces{CLONE_NEWNS,   CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC,
                                    CLONE_NEWUSER, CLONE_NEWPID,    CLONE_NEWNET};

class Filter {
public:
    explicit Filter(scmp_filter_ctx context) : context_(context, ::seccomp_release) {
        if (context == nullptr) {
            fault_ = ENOMEM;
        }
    }

    void set(scmp_filter_attr attribute, std::uint32_t value) {
        note(::seccomp_attr_set(context_.get(), attribute, value));
    }

    // Calls that this libseccomp or this architecture does not know can't be made either.
    void forbid(const char* name, int error, std::initializer_list<scmp_arg_cmp> when = {}) {
        const int number = ::seccomp_syscall_resolve_name(name);
        if (number == __NR_SCMP_ERROR || number < 0) {
            return;
        }
        note(::seccomp_rule_add_array(context_.get(), SCMP_ACT_ERRNO(static_cast<std::uint16_t>(error)),
                                      number, static_cast<unsigned>(when.size()), when.begin()));
    }

    void forbid(Names names, int error) {
        for (const char* const name : names) {
            forbid(name, error);
        }
    }

    os::Result<std::string> program() {
        const os::UniqueFd file(::memfd_create("seccomp", MFD_CLOEXEC));
        if (!file) {
            return os::last_error("make room for the filter of system calls");
        }
        note(::seccomp_export_bpf(context_.get(), file.get()));
        if (fault_ != 0) {
            return tl::unexpected(os::Error{fault_, "make the filter of system calls"});
        }
        if (::lseek(file.get(), 0, SEEK_SET) < 0) {
            return os::last_error("read the filter of system calls");
        }
        return os::read_small_file("/proc/self/fd/" + std::to_string(file.get()));
    }

private:
    void note(int result) {
        if (result < 0 && fault_ == 0) {
            fault_ = -result;
        }
    }

    std::unique_ptr<void, void (*)(scmp_filter_ctx)> context_;
    int fault_ = 0;
};

scmp_arg_cmp argument(unsigned number, scmp_compare comparison, scmp_datum_t a, scmp_datum_t b = 0) {
    return {number, comparison, a, b};
}

os::Result<std::string> make_program(Network network) {
    Filter filter(::seccomp_init(SCMP_ACT_ALLOW));
    filter.set(SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    filter.forbid(look_into_others, EPERM);
    filter.forbid(move_walls, EPERM);
    filter.forbid(choose_scheduling, EPERM);
    filter.forbid(step_back, 0);
    filter.forbid(leave_word, EPERM);
    filter.forbid(run_machine, EPERM);
    filter.forbid(hide_memory, ENOSYS);
    filter.forbid(unknown_to_old_kernels, ENOSYS);
    for (const int flag : new_namespaces) {
        const auto bit = static_cast<scmp_datum_t>(flag);
        filter.forbid("clone", EPERM, {argument(0, SCMP_CMP_MASKED_EQ, bit, bit)});
    }
    // Limits of other processes; 0 is the caller.
    filter.forbid("prlimit64", EPERM, {argument(0, SCMP_CMP_NE, 0)});
    // Sockets: between processes, of the Internet (the box has a loopback of its own), and what
    // getaddrinfo() asks for addresses with. Raw packets, virtual machines' and the kernel's crypto are not.
    for (int family = 0; family < AF_NETLINK; ++family) {
        const bool internet = family == AF_INET || family == AF_INET6;
        if (family != AF_UNIX && !(internet && network == Network::loopback)) {
            filter.forbid("socket", EAFNOSUPPORT,
                          {argument(0, SCMP_CMP_EQ, static_cast<scmp_datum_t>(family))});
        }
    }
    filter.forbid("socket", EAFNOSUPPORT, {argument(0, SCMP_CMP_GT, AF_NETLINK)});
    // Typing into the terminal of whoever reads it next.
    for (const scmp_datum_t request : {scmp_datum_t{TIOCSTI}, scmp_datum_t{TIOCLINUX}}) {
        filter.forbid("ioctl", EPERM, {argument(1, SCMP_CMP_MASKED_EQ, UINT32_MAX, request)});
    }
    return filter.program();
}

} // namespace

os::Result<std::string> filter_program(Network network) {
    // The same for every box.
    static const std::array programs{make_program(Network::loopback), make_program(Network::none)};
    return programs.at(static_cast<std::size_t>(network));
}

} // namespace gilkit::sandbox
