// What this kernel lets this process do: found out by trying, where trying is harmless.
#pragma once

#include "os/error.hpp"

#include <filesystem>
#include <optional>
#include <string_view>

namespace gilkit::os {

// The option hidepid of the /proc that we see (proc(5)): 0, nothing hidden, to 2; "invisible" and the like
// are turned into their numbers; 4 is "ptraceable". nullopt when mountinfo does not tell.
std::optional<int> parse_hidepid(std::string_view mountinfo);
std::optional<int> hidepid(const std::filesystem::path& proc_self = "/proc/self");

// Whether we may look into processes of other users: CAP_SYS_PTRACE.
bool may_trace_others();

// Yama's /proc/sys/kernel/yama/ptrace_scope: 0 to 3 (Documentation/admin-guide/LSM/Yama.rst); nullopt
// without Yama.
std::optional<int> ptrace_scope();

// Whether we may read the memory of a process that we started (process_vm_readv); the error says why not.
Result<void> read_child_memory();

// Whether a new user namespace can be made, by making one. ENOSPC: sysctl user.max_user_namespaces; EPERM: a
// security policy; EINVAL: the kernel has none.
Result<void> make_user_namespace();

// Version of Landlock's interface, at least 1. ENOSYS: not built in; EOPNOTSUPP: off since boot.
Result<int> landlock_version();

// Whether seccomp filters can be had.
bool seccomp_filters_available();

} // namespace gilkit::os
