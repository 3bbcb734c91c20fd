#include "confine.hpp"

#include <fcntl.h>
#include <seccomp.h>
#include <sys/mman.h>

#include <cerrno>
#include <memory>

namespace gilkit::archive {

namespace {

struct Release {
    void operator()(void* filter) const { ::seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, Release>;

bool allow(const Filter& filter, int call) {
    return ::seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0) == 0;
}

// Only where none of `bits` are in that argument.
bool allow_without(const Filter& filter, int call, unsigned argument, scmp_datum_t bits) {
    const scmp_arg_cmp without{argument, SCMP_CMP_MASKED_EQ, bits, 0};
    return ::seccomp_rule_add_array(filter.get(), SCMP_ACT_ALLOW, call, 1, &without) == 0;
}

// fstat() is this one, of no path.
bool allow_fstat(const Filter& filter) {
    const scmp_arg_cmp no_path{3, SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH};
    return ::seccomp_rule_add_array(filter.get(), SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1, &no_path) == 0 &&
           allow(filter, SCMP_SYS(fstat));
}

} // namespace

bool confine() {
    const Filter filter(::seccomp_init(SCMP_ACT_ERRNO(EPERM)));
    if (!filter || !allow_fstat(filter)) {
        return false;
    }
    for (const int call :
         {SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(lseek), SCMP_SYS(close), SCMP_SYS(brk), SCMP_SYS(munmap),
          SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(getrandom), SCMP_SYS(clock_gettime),
          SCMP_SYS(rt_sigreturn), SCMP_SYS(exit), SCMP_SYS(exit_group)}) {
        if (!allow(filter, call)) {
            return false;
        }
    }
    return allow_without(filter, SCMP_SYS(mmap), 2, PROT_EXEC) &&
           allow_without(filter, SCMP_SYS(mprotect), 2, PROT_EXEC) && ::seccomp_load(filter.get()) == 0;
}

} // namespace gilkit::archive
