// The names that Python's module `threading` gives its threads: Thread.name.
//
// Theory of operation. To 3.13 the kernel calls every thread of Python what it calls the program; from 3.14
// on CPython tells it the names, of which it keeps 15 bytes: all threads of a ThreadPoolExecutor have the
// same. So they are looked up where Python keeps them: sys.modules
// of an interpreter, there "threading", there _active, a dict from pthread_self() to a Thread, and of that
// the attribute _name. A name is believed when the thread that it belongs to is one of CPython's list, when
// the Thread knows the same kernel's id for it, and when _active still has that Thread after all was read.
// Where anything is in doubt there is no name.
#pragma once

#include "gil/memory.hpp"
#include "gil/objects.hpp"
#include "gil/runtime.hpp"

#include <sys/types.h>

#include <cstddef>
#include <map>
#include <set>
#include <string>

namespace gilkit::gil {

class ThreadNames {
public:
    struct Found {
        std::map<pid_t, std::string> names; // by the kernel's id, as the process itself counts
        std::size_t reads = 0;              // of the process's memory: what it cost
    };

    // The names of those of the threads `wanted` that have one. `own`: the process's id and its first
    // thread's. A copy made by fork is called what the thread was that made it, and need not know its own id.
    Found read(const Memory& memory, const Runtime& runtime, const std::set<pid_t>& wanted, pid_t own);

private:
    Objects::KnownKeys known_keys_; // so that sys.modules is searched once
};

} // namespace gilkit::gil
