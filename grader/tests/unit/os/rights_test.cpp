#include "os/rights.hpp"

#include "os/cgroup.hpp"
#include "os/fd.hpp"
#include "os/helpers.hpp"

#include <doctest/doctest.h>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <string>
#include <vector>

using namespace gilkit::os;
using namespace gilkit::os::test;

namespace {

// From now on, in this process and its children, that system call fails: what containers do.
bool forbid(long system_call, int error) {
    std::array filter = {
        sock_filter{BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, nr)},
        sock_filter{BPF_JMP | BPF_JEQ | BPF_K, 0, 1, static_cast<unsigned>(system_call)},
        sock_filter{BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | static_cast<unsigned>(error)},
        sock_filter{BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW},
    };
    const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

// One proc mount with these options.
std::string proc_mount(const std::string& options) {
    return "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n23 22 0:5 / /proc rw,nosuid - proc proc " + options + "\n";
}

} // namespace

TEST_CASE("hidepid is read from the mount that is on top") {
    CHECK(parse_hidepid(proc_mount("rw")) == 0);
    CHECK(parse_hidepid(proc_mount("rw,hidepid=2")) == 2);
    CHECK(parse_hidepid(proc_mount("rw,gid=5,hidepid=invisible")) == 2);
    CHECK(parse_hidepid(proc_mount("rw,hidepid=noaccess")) == 1);
    CHECK(parse_hidepid(proc_mount("rw,hidepid=ptraceable")) == 4);
    CHECK(parse_hidepid(proc_mount("rw,hidepid=2") + proc_mount("rw")) == 0);
    CHECK_FALSE(parse_hidepid(proc_mount("rw,hidepid=whatever")));
    CHECK_FALSE(parse_hidepid("23 22 0:5 / /mnt/proc rw - proc proc rw,hidepid=2\n"));
    CHECK_FALSE(parse_hidepid(""));
    CHECK_FALSE(parse_hidepid("nonsense - proc "));
    CHECK(hidepid().has_value());
}

TEST_CASE("A child's memory may be read, unless a policy forbids it") {
    CHECK(read_child_memory().has_value());
    CHECK(in_a_fork([] {
        const bool forbidden = forbid(SYS_process_vm_readv, EPERM);
        const auto read = read_child_memory();
        return forbidden && !read && read.error().code == EPERM;
    }));
}

TEST_CASE("The right to look into other users' processes is root's") {
    CHECK(in_a_fork_as_nobody([] { return !may_trace_others(); }));
    // As /proc says it: the capability CAP_SYS_PTRACE has the number 19.
    const std::string status = read_small_file("/proc/self/status").value();
    const auto effective = std::stoull(status.substr(status.find("CapEff:") + 7), nullptr, 16);
    CHECK(may_trace_others() == (((effective >> 19U) & 1U) == 1));
}

TEST_CASE("User namespaces are tried, not guessed") {
    CHECK(in_a_fork([] {
        const bool forbidden = forbid(SYS_clone, EPERM);
        const auto made = make_user_namespace();
        return forbidden && !made && made.error().code == EPERM;
    }));
    // unshare(1) does the same from outside.
    auto unshared = Child::spawn(shell("unshare --user true"));
    REQUIRE(unshared);
    CHECK(make_user_namespace().has_value() == unshared->wait().success());
}

TEST_CASE("Landlock and seccomp are asked for") {
    CHECK(in_a_fork([] {
        const bool forbidden = forbid(444, ENOSYS);
        const auto version = landlock_version();
        return forbidden && !version && version.error().code == ENOSYS;
    }));
    if (const auto version = landlock_version()) {
        CHECK(*version >= 1);
    }
    const auto actions = read_small_file("/proc/sys/kernel/seccomp/actions_avail");
    CHECK(seccomp_filters_available() == (actions && actions->find("errno") != std::string::npos));
    CHECK(in_a_fork([] { return forbid(SYS_seccomp, ENOSYS) && !seccomp_filters_available(); }));
}

TEST_CASE("Controllers are usable where a group below our own can be made") {
    const Scratch scratch;
    ::chmod(scratch.path().c_str(), 0755); // for nobody
    const std::string point = (scratch / "cgroup").string();
    const auto usable = [&] { return usable_controllers(scratch / "proc"); };
    CHECK(usable().empty()); // no files at all
    put_file(scratch / "proc/mountinfo", "33 23 0:28 / " + point + "/memory rw - cgroup cgroup rw,memory\n" +
                                             "34 23 0:29 / " + point +
                                             "/cpu rw - cgroup cgroup rw,cpu,cpuacct\n" + "35 23 0:30 / " +
                                             point + "/systemd rw - cgroup cgroup rw,name=systemd\n" +
                                             "36 23 0:31 / " + point + "/v2 rw - cgroup2 cgroup2 rw\n");
    put_file(scratch / "proc/cgroup", "4:memory:/job\n3:cpu,cpuacct:/job\n1:name=systemd:/job\n0::/job\n");
    for (const std::string hierarchy : {"cpu", "systemd", "v2"}) {
        put_file(point + "/" + hierarchy + "/job/tasks", "");
    }
    put_file(point + "/v2/job/cgroup.controllers", "io pids\n");
    CHECK(usable() == std::vector<std::string>{"cpu", "cpuacct", "io", "pids"}); // memory: no such folder
    ::chmod((point + "/cpu/job").c_str(), 0555);
    ::chmod((point + "/v2/job").c_str(), 0555);
    CHECK(in_a_fork_as_nobody([&] { return usable().empty(); }));
    ::chmod((point + "/cpu/job").c_str(), 0777);
    CHECK(in_a_fork_as_nobody([&] { return usable() == std::vector<std::string>{"cpu", "cpuacct"}; }));
}
