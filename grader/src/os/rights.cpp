#include "os/rights.hpp"

#include "os/fd.hpp"
#include "os/subprocess.hpp"
#include "os/text.hpp"

#include <linux/capability.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <sstream>
#include <string>

namespace gilkit::os {

std::optional<int> parse_hidepid(std::string_view mountinfo) {
    std::istringstream lines{std::string(mountinfo)};
    std::optional<int> last; // the mount on top is the one that is seen
    for (std::string line; std::getline(lines, line);) {
        const auto separator = line.find(" - proc ");
        std::istringstream front(line.substr(0, separator));
        std::string word;
        for (int i = 0; i < 5; ++i) {
            front >> word;
        }
        if (separator == std::string::npos || word != "/proc") {
            continue;
        }
        last = 0;
        std::istringstream options(line.substr(line.rfind(' ') + 1));
        for (std::string option; std::getline(options, option, ',');) {
            constexpr std::string_view key = "hidepid=";
            if (!option.starts_with(key)) {
                continue;
            }
            const std::string value = option.substr(key.size());
            const bool words[] = {value == "off", value == "noaccess", value == "invisible", false,
                                  value == "ptraceable"};
            last = to_number<int>(value);
            for (int i = 0; i < 5; ++i) {
                last = words[i] ? i : last;
            }
        }
    }
    return last;
}

std::optional<int> hidepid(const std::filesystem::path& proc_self) {
    const auto mountinfo = read_small_file(proc_self / "mountinfo", 1U << 20U);
    return mountinfo ? parse_hidepid(*mountinfo) : std::nullopt;
}

bool may_trace_others() {
    // libcap is not needed for one question: version 3 of the call has two words of 32 capabilities each.
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct data[2] = {};
    return ::syscall(SYS_capget, &header, data) == 0 && (data[0].effective & (1U << CAP_SYS_PTRACE)) != 0;
}

std::optional<int> ptrace_scope() {
    const auto text = read_small_file("/proc/sys/kernel/yama/ptrace_scope");
    return text ? to_number<int>(std::string_view(*text).substr(0, text->find('\n'))) : std::nullopt;
}

Result<void> read_child_memory() {
    auto input = make_pipe();
    if (!input) {
        return tl::unexpected(input.error());
    }
    SpawnOptions options;
    options.argv = {"/bin/sh", "-c", "read line"}; // waits until it is killed
    options.fds = {{input->read_end.get(), STDIN_FILENO}};
    options.die_with_us = true;
    const auto child = Child::spawn(options);
    if (!child) {
        return tl::unexpected(child.error());
    }
    // The kernel looks at the rights first: nothing is mapped at address 0, so with the rights it is EFAULT.
    char byte = 0;
    const iovec local{&byte, 1};
    const iovec remote{nullptr, 1};
    if (::process_vm_readv(child->pid(), &local, 1, &remote, 1, 0) < 0 && errno != EFAULT) {
        return last_error("process_vm_readv");
    }
    return {};
}

Result<void> make_user_namespace() {
    // Like fork(), but the child begins in a namespace of its own. It does nothing there.
    const auto pid =
        static_cast<pid_t>(::syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, nullptr, nullptr, nullptr, nullptr));
    if (pid == 0) {
        ::_exit(0);
    }
    if (pid < 0) {
        return last_error("make a user namespace");
    }
    while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
    return {};
}

Result<int> landlock_version() {
    constexpr long sys_landlock_create_ruleset = 444; // the same on every architecture; new in Linux 5.13
    constexpr unsigned version_flag = 1;
    const long version = ::syscall(sys_landlock_create_ruleset, nullptr, 0, version_flag);
    if (version < 0) {
        return last_error("landlock_create_ruleset");
    }
    return static_cast<int>(version);
}

bool seccomp_filters_available() {
    const unsigned action = SECCOMP_RET_ERRNO;
    return ::syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

} // namespace gilkit::os
