// The processes of the command that is observed: its own, those that it started, and their orphans, which
// came to us as their subreaper. With our kind of child there is nobody else.
#pragma once

#include <sys/types.h>

#include <vector>

namespace gilkit::observe {

std::vector<pid_t> members();
bool is_member(pid_t pid);

bool is_stopped(pid_t pid); // by job control
bool is_alive(pid_t pid);   // not gone, nor dead and waiting to be reaped

// Every member is stopped, frozen or dead.
bool everything_rests();
// Some member is there and can't be looked at (hidepid).
bool something_is_hidden();

} // namespace gilkit::observe
