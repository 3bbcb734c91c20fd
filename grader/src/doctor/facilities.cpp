#include "doctor/facilities.hpp"

#include "content/model.hpp"
#include "os/capture.hpp"
#include "os/cgroup.hpp"
#include "os/clock.hpp"
#include "os/fd.hpp"
#include "os/inheritance.hpp"
#include "os/machine.hpp"
#include "os/procfs.hpp"
#include "os/rights.hpp"
#include "sandbox/readiness.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace gilkit::doctor {

namespace {

Facility facility(std::string name, FacilityUse use, bool there, std::string found, std::string enable) {
    return {.name = std::move(name),
            .use = use,
            .available = there,
            .needed = false,
            .found = std::move(found),
            .enable = there ? std::string() : std::move(enable)};
}

// The number in a file of /proc/sys; empty when there is no such file.
std::string sysctl(const char* file) {
    const auto text = os::read_small_file(std::string("/proc/sys/") + file);
    return text ? text->substr(0, text->find('\n')) : std::string();
}

// --- measuring

Facility run_queue_delay() {
    const bool there = os::run_queue_delay_available();
    Facility result = facility(
        "run-queue-delay", FacilityUse::measuring, there,
        there ? "The kernel tells how long each thread waits for a core (/proc/PID/schedstat)."
              : "The kernel does not tell how long threads wait for a core: /proc/self/schedstat is "
                "missing or empty. Parallelism can't be measured.",
        "a Linux kernel built with CONFIG_SCHED_INFO, which CONFIG_SCHEDSTATS or "
        "CONFIG_TASK_DELAY_ACCT brings along; the distributions' kernels have it. It is compiled in: "
        "no sysctl turns it on.");
    result.needed = true;
    return result;
}

Facility process_children() {
    const bool there = os::children_listed();
    return facility(
        "process-children", FacilityUse::measuring, there,
        there ? "The kernel lists the children of each thread (/proc/PID/task/TID/children)."
              : "The kernel does not list the children of a process: /proc/PID/task/TID/children is missing. "
                "gilkit asks every process of the machine for its parent instead, which costs more.",
        "a Linux kernel built with CONFIG_PROC_CHILDREN; the distributions' kernels have it.");
}

Facility cpu_pressure() {
    const bool there = os::read_machine().pressure.has_value();
    return facility("cpu-pressure", FacilityUse::measuring, there,
                    there ? "The kernel tells how often work waits for a core (/proc/pressure/cpu)."
                          : "The kernel does not tell how often work waits for a core: /proc/pressure/cpu is "
                            "missing. Only this report uses it.",
                    "boot with psi=1, on a kernel built with CONFIG_PSI.");
}

// --- the GIL

Facility child_memory() {
    const auto read = os::read_child_memory();
    return facility(
        "child-memory", FacilityUse::gil, read.has_value(),
        read ? "The memory of programs that gilkit starts may be read (process_vm_readv)."
             : "The memory of programs that gilkit starts may not be read: " + read.error().to_string() + ".",
        "allow process_vm_readv and ptrace: in a container, by its seccomp profile "
        "(Docker: --cap-add SYS_PTRACE); elsewhere kernel.yama.ptrace_scope must be under 2.");
}

Facility other_memory() {
    const auto scope = os::ptrace_scope();
    const bool capable = os::may_trace_others();
    // Scope 1 wants an ancestor or the capability, 2 the capability, 3 forbids it to everybody.
    const bool there = scope.value_or(0) == 0 || (capable && *scope < 3);
    const std::string rule = scope ? fmt::format("kernel.yama.ptrace_scope is {}", *scope)
                                   : std::string("this kernel has no Yama, so no ptrace_scope");
    return facility("other-memory", FacilityUse::gil, there,
                    fmt::format("The memory of your programs that gilkit did not start may {}be read ({}{}).",
                                there ? "" : "not ", rule, capable ? "; we have CAP_SYS_PTRACE" : ""),
                    scope == 3
                        ? "boot anew: kernel.yama.ptrace_scope=3 holds until then."
                        : "sudo sysctl kernel.yama.ptrace_scope=0, or run gilkit with CAP_SYS_PTRACE.");
}

Facility other_users() {
    const auto hidden = os::hidepid();
    const bool capable = os::may_trace_others();
    const std::string visible =
        !hidden        ? "/proc/self/mountinfo does not tell whether other users' processes are hidden"
        : *hidden == 0 ? "Other users' processes are visible in /proc"
                       : fmt::format("Other users' processes are hidden in /proc (hidepid={})", *hidden);
    return facility("other-users", FacilityUse::gil, capable,
                    fmt::format("{}; we may {}look into them ({} CAP_SYS_PTRACE).", visible,
                                capable ? "" : "not ", capable ? "we have" : "that takes"),
                    "run gilkit as that user, or with CAP_SYS_PTRACE.");
}

// --- the sandbox

Facility user_namespaces() {
    const auto made = os::make_user_namespace();
    std::string found = "User namespaces can be made.";
    std::string enable;
    if (!made) {
        found = "User namespaces can't be made: " + std::string(std::strerror(made.error().code)) + ".";
        switch (made.error().code) {
        case ENOSPC:
            enable = "sudo sysctl user.max_user_namespaces=15000";
            break;
        case EINVAL:
        case ENOSYS:
            enable = "a Linux kernel built with CONFIG_USER_NS.";
            break;
        default:
            enable = sysctl("kernel/unprivileged_userns_clone") == "0"
                         ? "sudo sysctl kernel.unprivileged_userns_clone=1"
                         : "look for the security policy that forbids them: in a container its seccomp "
                           "profile, else SELinux or AppArmor.";
        }
    } else if (::geteuid() != 0 && sysctl("kernel/apparmor_restrict_unprivileged_userns") == "1") {
        found = "User namespaces can be made, but AppArmor takes their rights away from programs without a "
                "profile of their own (kernel.apparmor_restrict_unprivileged_userns=1).";
    }
    return facility("user-namespaces", FacilityUse::sandbox, made.has_value(), found, enable);
}

Facility bubblewrap() {
    constexpr double patience_s = 10;
    os::SpawnOptions options;
    options.argv = {"bwrap", "--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "/bin/true"};
    options.environment = os::environment();
    options.die_with_us = true;
    const auto ran = os::run_and_capture(options, os::monotonic_ns() + os::from_seconds(patience_s));
    std::string found = "bubblewrap (bwrap) makes a sandbox.";
    std::string enable;
    if (!ran) {
        found = ran.error().code == ENOENT ? "bubblewrap (bwrap) is not installed."
                                           : "bubblewrap can't be started: " + ran.error().to_string() + ".";
        enable = "sudo apt install bubblewrap";
    } else if (!ran->status.success()) {
        const std::string said = ran->err.substr(0, ran->err.find('\n'));
        found = ran->timed_out ? fmt::format("bubblewrap did not end within {:g} s.", patience_s)
                               : "bubblewrap makes no sandbox: " + (said.empty() ? "it failed" : said) + ".";
        enable = "give it user namespaces, and in a container the right to mount.";
    }
    return facility("bubblewrap", FacilityUse::sandbox, ran && ran->status.success(), found, enable);
}

Facility control_groups() {
    const auto controllers = os::usable_controllers();
    const auto has = [&](std::string_view name) {
        return std::ranges::find(controllers, name) != controllers.end();
    };
    const bool there = has("memory") && has("pids");
    return facility("control-groups", FacilityUse::sandbox, there,
                    controllers.empty()
                        ? std::string("We may not make control groups below our own.")
                        : fmt::format("We may make control groups with {}{}.", fmt::join(controllers, ", "),
                                      there ? "" : ", but not with memory and pids"),
                    "start gilkit by systemd-run --user --scope -p Delegate=yes, or "
                    "as root.");
}

Facility landlock() {
    const auto version = os::landlock_version();
    const bool off = !version && version.error().code == EOPNOTSUPP;
    return facility(
        "landlock", FacilityUse::sandbox, version.has_value(),
        version ? fmt::format("Landlock is there, version {} of its interface.", *version)
        : off   ? std::string("Landlock is built in, but was not switched on at boot.")
                : "Landlock can't be had: " + std::string(std::strerror(version.error().code)) + ".",
        off ? "add landlock to the list lsm= of the boot parameters."
            : "Linux 5.13 or newer built with CONFIG_SECURITY_LANDLOCK; in a container its seccomp "
              "profile must allow it.");
}

Facility seccomp() {
    const bool there = os::seccomp_filters_available();
    return facility("seccomp", FacilityUse::sandbox, there,
                    there ? "System calls can be filtered (seccomp)."
                          : "System calls can't be filtered: there is no seccomp.",
                    "a Linux kernel built with CONFIG_SECCOMP_FILTER.");
}

Facility program_room(sandbox::Tier tier) {
    const content::Limits usual;
    auto fault = sandbox::find_machine_fault({usual.memory_mb, usual.output_kb, usual.tasks}, usual.time_s);
    if (!fault) {
        fault = sandbox::find_fault_of_places(tier);
    }
    Facility result = facility("program-room", FacilityUse::sandbox, !fault,
                               fault ? "Programs don't get what exercises promise: " + fault->what + "."
                                     : "Programs get the memory, processes and files that exercises promise.",
                               fault ? fault->remedy + "." : "");
    result.needed = true;
    return result;
}

} // namespace

std::string_view to_string(FacilityUse use) {
    switch (use) {
    case FacilityUse::measuring:
        return "measuring";
    case FacilityUse::gil:
        return "gil";
    case FacilityUse::sandbox:
        break;
    }
    return "sandbox";
}

std::vector<Facility> examine_facilities(sandbox::Tier tier) {
    return {run_queue_delay(), process_children(), cpu_pressure(),    child_memory(),
            other_memory(),    other_users(),      user_namespaces(), bubblewrap(),
            control_groups(),  landlock(),         seccomp(),         program_room(tier)};
}

} // namespace gilkit::doctor
