// For a process that is the subreaper of what it starts.
#pragma once

#include <sys/types.h>

namespace gilkit::init {

// Kills all children until there are none. Whoever loses its parent comes to us, so that nobody is missed.
// `child`: one that has not been waited for, and that is killed whatever the kernel lists; -1: none.
void kill_everybody(pid_t child);

// `words`: `--remove FOLDER` any number of times, then a program. Starts the program with our descriptors,
// rights and environment, and waits until it has ended or `lifeline_fd` is closed at its other end; then
// kills what is left below us. When it was closed, the empty folders (control groups) are removed: else that
// is up to whoever made them. An exit code.
//
// It is what stands between the grader and bubblewrap: a bubblewrap that is killed while it makes a user
// namespace leaves a child that waits for it for ever.
int keep(int lifeline_fd, char** words);

} // namespace gilkit::init
